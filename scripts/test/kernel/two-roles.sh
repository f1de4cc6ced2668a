#!/bin/sh
# Two hosts that are director and real server of one VIP at once, with a real keepalived on each, whose VRRP moves the
# VIP: examples/director-and-real-server.yaml with `addresses: external` on both. scripts/qemu runs it as it is, and the
# first half of it only, because it is slow; for scripts/uml, which has no nftables, iptables sets the marks that
# director-local would set.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10 one=00:0c:29:4e:80:4a two=00:0c:29:4e:80:4b
url=http://$vip:3306/
plug client eth0 192.0.2.100/24 br0
plug one eth0 192.0.2.21/24 br0 $one
plug two eth0 192.0.2.22/24 br0 $two

# box HOST PEER PRIORITY LENGTH: what both of its programs are told.
box() {
  web "$1" 3306
  example director-and-real-server "$1"
  sed -i 's/device: eth0/&\n    addresses: external/; s/mark: 1/&, scheduler: rr/' "$scratch/$1.yaml"
  if ! filters; then
    sed -i 's/director-local/by-mark/; /peers:/d; s/tcp: 3306, mark/fwmark/' "$scratch/$1.yaml"
    echo 'profiles: {by-mark: {extends: director-dr, vip: {route: false}}}' >>"$scratch/$1.yaml"
    on "$1" iptables-legacy -t mangle -A PREROUTING -m mac ! --mac-source "$2" -d $vip -p tcp --dport 3306 \
      -j MARK --set-mark 1
  fi
  cat >"$scratch/$1.conf" <<CONF
vrrp_instance db {
  state BACKUP
  interface eth0
  virtual_router_id 51
  priority $3
  advert_int 1
  virtual_ipaddress { $vip/$4 dev eth0 }
}
CONF
  before "$1"
}

# vrrp HOST: starts keepalived there.
vrrp() {
  on "$1" keepalived -n -l -P -f "$scratch/$1.conf" -p "$scratch/$1.pid" -r "$scratch/$1.vrrp" >>"$scratch/$1.log" 2>&1 &
}

# ends HOST: keepalived ends there.
ends() {
  kill "$(cat "$scratch/$1.pid")"
  soon test ! -e "$scratch/$1.pid" || :
}

# holds HOST: VRRP has put the VIP on its device.
holds() {
  on "$1" ip -o address show dev eth0 | grep -q " $vip/"
}

rests() {
  ! holds "$1"
}

# hears MAC: the client has been told whose the VIP is. A connection that was opened before would break then.
hears() {
  on client ip neighbour show $vip | grep -q "$1"
}

# moves: how often VRRP has moved the VIP.
moves() {
  cat "$scratch/one.log" "$scratch/two.log" | grep -c 'Entering MASTER'
}

# asked: who answers six requests between which VRRP does not move the VIP, as it may on a machine that pauses for
# seconds. A move breaks the connections that are open.
asked() (
  patience=30
  for _ in 1 2 3 4 5; do
    moved=$(moves)
    answers=$(answers client 6 $url)
    [ "$(moves)" -ne "$moved" ] || break
  done
  echo "$answers"
)

# does HOST COMMAND…: the agent does it, and exits with 0.
does() {
  agent "$@"
  expect "$now: $*: exit 0" "$code" -eq 0
}

# turn STATE MAC HOST OTHER: soon the one holds the VIP and the other does not. Only the one answers ARP for it from then
# on, and the client is served by both.
turn() {
  now=$1
  expect "$now: $3 holds the VIP" -z "$(soon holds "$3" || cat "$scratch/$3.log")"
  expect "$now: $4 does not" -z "$(soon rests "$4" || cat "$scratch/$4.log")"
  expect "$now: the client hears of it" -z "$(soon hears "$2" || cat "$scratch/$3.log")"
  expect "$now: nobody else answers ARP" "$(holders client $vip)" = "$2"
  expect "$now: both real servers answer" "$(asked)" = ' 3 one 3 two '
}

in_sync() {
  for host in one two; do
    does $host verify
    expect "$now: $host: verify warns of nothing" -z "$err"
  done
}

on client ip neighbour replace $vip lladdr 02:00:00:00:00:99 dev eth0 nud stale
box one $two 150 32
box two $one 100 24

# On the one VRRP is there first, on the other lvs-agent.
vrrp one
expect 'VRRP is first' -z "$(soon holds one || cat "$scratch/one.log")"
now='VRRP is first'
does one start
now='VRRP is second'
does two start
vrrp two
turn 'the larger priority' $one one two
in_sync
does one start
expect 'a second start changes nothing' -z "$(echo "$out" | grep -v '^[a-z]*  *up ')"

ends one
turn 'failover' $two two one
in_sync
does two stop
expect "$now: VRRP still holds the VIP" "$(holds two && echo yes)" = yes
does two start
vrrp one
turn 'failback' $one one two
in_sync

# is_elsewhere: what only one kernel has to show.
is_elsewhere() {
  now='the cable is cut'
  ip link set one-eth0 down
  expect "$now: two holds the VIP" -z "$(soon holds two || cat "$scratch/two.log")"
  does two verify
  ip link set one-eth0 up
  carrier one eth0
  turn 'the cable is mended' $one one two

  now='the real server stops'
  does one stop db
  expect "$now: nothing is left over" "${out#*left}" = "$out"
  does one verify
  expect "$now: nothing is said of VRRP's VIP" "${out#*"$vip"/32}" = "$out"
  agent one status db
  expect "$now: status: exit 3" "$code" -eq 3
  expect "$now: VRRP still holds the VIP" "$(holds one && echo yes)" = yes
  does one start db
  turn 'the real server is back' $one one two

  now='the director stops'
  does one stop balance
  does one verify
  does one start balance
  turn 'the director is back' $one one two
  in_sync
}
filters || is_elsewhere

# All stops: on the one before keepalived ends, on the other after it.
now='all stops'
does one stop
expect "$now: nothing is left over" "${out#*left}" = "$out"
does one verify
ends one
expect "$now: two holds the VIP" -z "$(soon holds two || cat "$scratch/two.log")"
same "$now: one is as before" one
ends two
does two verify
does two stop
same "$now: two is as before" two
for host in one two; do
  expect "$now: $host has no table" -z "$(! filters || on $host nft list ruleset)"
done
finish
