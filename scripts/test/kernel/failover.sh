#!/bin/sh
# A VIP moves between two directors and back under traffic, with the real ip_vs, for scripts/uml, by
# examples/two-directors.yaml: what is lost, and which connections last because the other director has heard of them.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10 first=02:00:00:00:00:01 second=02:00:00:00:00:02
plug client eth0 192.0.2.100/24 br0
plug one eth0 192.0.2.1/24 br0 $first
plug two eth0 192.0.2.2/24 br0 $second
# What it has learnt it believes for an hour, unless it is told otherwise.
on client sysctl -qw net/ipv4/neigh/eth0/base_reachable_time_ms=3600000
for n in 1 2; do
  host=rs$n
  plug $host eth0 192.0.2.1$n/24 br0
  web $host 80
  on $host busybox nc -ll -p 443 -e cat &
  echo "services: {web: {profile: dr, vips: [$vip]}}" >"$scratch/$host.yaml"
  agent $host start
  expect "$host: start: exit 0" "$code" -eq 0
done

# believed: the hardware address that the client has for the VIP.
believed() {
  on client ip neighbour show $vip | sed 's/.*lladdr \([^ ]*\).*/\1/'
}

asked() {
  [ "$(wc -l <"$scratch/asked")" -ge "$1" ]
}

lost() {
  grep -c lost "$scratch/asked" || :
}

# turns: who answers the ten requests after the one that is under way.
turns() {
  from=$(($(wc -l <"$scratch/asked") + 2))
  soon asked $((from + 9)) || :
  tail -n "+$from" "$scratch/asked" | head -n 10 | sort | uniq -c | tr -s ' \n' ' '
}

# call NAME: a connection that stays; what is written to $scratch/NAME comes back in $scratch/NAME.back.
call() {
  mkfifo "$scratch/$1"
  on client busybox nc $vip 443 <"$scratch/$1" >"$scratch/$1.back" &
}

# echoed WORD NAME
echoed() {
  soon grep -q "$1" "$scratch/$2.back" && echo yes || echo no
}

# held HOST: the connections that stay, as a director knows them.
held() {
  on "$1" ipvsadm -lcn | awk '/:443 / && $3 == "ESTABLISHED" { print $4, $5, $6 }' | sort
}

# heard NAME: whether both directors know the same. One tells the other at the third packet, or the fiftieth after.
heard() {
  echo more >"$scratch/$1"
  [ "$(held one)" = "$(held two)" ]
}

# took SENTENCE LOST SECONDS: how many requests were lost since there were LOST. Each takes two seconds.
took() {
  echo "$1: $(($(lost) - $2)) of $(wc -l <"$scratch/asked") requests lost, $3 s"
  expect "$1: requests are lost while the VIP moves only" $(($(lost) - $2)) -le $((($3 + 3) / 2))
}

for host in one two; do
  example two-directors $host
  before $host
done
agent two start table
expect 'the second has the table: exit 0' "$code" -eq 0
agent one start
expect 'the first has the VIP, too: exit 0' "$code" -eq 0
: >"$scratch/asked"
while [ ! -e "$scratch/enough" ]; do
  on client curl -s -m 2 http://$vip/ || echo lost
  sleep 0.3
done >"$scratch/asked" &
asking=$!
expect 'both real servers answer' "$(turns)" = ' 5 rs1 5 rs2 '
call early
exec 8<>"$scratch/early"
echo hello >&8
expect 'a connection stays' "$(echoed hello early)" = yes
expect 'the second hears of it' "$(soon heard early && echo yes)" = yes
agent two connections table
says 'and lists it' "$(held one)"
expect 'nothing is lost' "$(lost)" -eq 0
expect 'the client knows the first' "$(believed)" = $first

began=$(date +%s)
agent one stop
expect 'the first stops: exit 0' "$code" -eq 0
same 'it is as it was before' one
expect 'its sync daemons, too' -z "$(on one ipvsadm -L --daemon)"
expect 'the client knows no other yet' "$(believed)" = $first
echo between >&8
agent two start vip
seconds=$(($(date +%s) - began))
expect 'the second takes the VIP: exit 0' "$code" -eq 0
expect 'the client has been told' "$(believed)" = $second
expect 'both real servers answer through it' "$(turns)" = ' 5 rs1 5 rs2 '
took 'one after the other' 0 $seconds
expect 'what was said meanwhile has arrived' "$(echoed between early)" = yes
expect 'the connection goes on' "$(echo after >&8; echoed after early)" = yes

server=$(held two | sed 's/.* \(.*\):443$/\1/')
agent two drain "$server" --timeout 1
expect 'its real server drains, and it is left: exit 2' "$code" -eq 2
expect 'the other answers all' "$(turns | wc -w)" -eq 2
expect 'the connection stays' "$(echo drained >&8; echoed drained early)" = yes
agent two undrain "$server"
expect 'undrain: exit 0' "$code" -eq 0

# And back, with a connection of its own time besides.
agent one start table
expect 'the first has the table again: exit 0' "$code" -eq 0
call late
exec 9<>"$scratch/late"
echo hello >&9
expect 'another connection stays' "$(echoed hello late)" = yes
expect 'the first hears of it' "$(soon heard late && echo yes)" = yes
expect 'of two in all' "$(held one | wc -l)" -eq 2
before=$(lost) began=$(date +%s)
agent one start --takeover vip
expect 'the first takes over: exit 0' "$code" -eq 0
expect 'the client has been told' "$(believed)" = $first
agent two stop
expect 'the second stops: exit 0' "$code" -eq 0
expect 'both real servers answer through the first' "$(turns)" = ' 5 rs1 5 rs2 '
took 'taken over' "$before" 0
for name in early late; do
  echo back >"$scratch/$name"
  expect "the $name connection goes on" "$(echoed back $name)" = yes
done
same 'the second is as it was before' two
touch "$scratch/enough"
wait $asking
finish
