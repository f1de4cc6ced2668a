#!/bin/sh
# A real keepalived beside lvs-agent on two directors, with the real ip_vs, for scripts/uml: VRRP decides which of them
# starts the service, and keepalived has a virtual server of its own in the same table. Last, the table that keepalived
# makes of the files that import is tested with is the one that start makes of their import.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10 other=192.0.2.20
plug client eth0 192.0.2.100/24 br0
for n in 1 2; do
  plug lb$n eth0 192.0.2.$n/24 br0 02:00:00:00:00:0$n
  plug rs$n eth0 192.0.2.1$n/24 br0
  web rs$n 80
  echo "services: {web: {profile: dr, vips: [$vip, $other]}}" >"$scratch/rs$n.yaml"
done

# director HOST PRIORITY: what both of its programs are told.
director() {
  mkdir -p "$scratch/$1"
  cat >"$scratch/$1.yaml" <<YAML
services:
  web:
    profile: director-dr
    device: eth0
    vips: [$vip]
    virtual-servers:
      - {tcp: 80, scheduler: rr, real-servers: [192.0.2.11, 192.0.2.12]}
YAML
  cat >"$scratch/$1/lvs-agent" <<SH
#!/bin/sh
exec "$PWD/scripts/lvs-agent" -c "$scratch/$1.yaml" "\$@"
SH
  chmod +x "$scratch/$1/lvs-agent"
  cat >"$scratch/$1.conf" <<CONF
virtual_server $other 80 {
  delay_loop 1
  lb_algo rr
  lb_kind DR
  protocol TCP
  real_server 192.0.2.11 80 { TCP_CHECK { connect_timeout 1 } }
}
$(sed -n '/^vrrp_instance web {/,/^}/p' docs/announce.md | sed "
    s|^ *…|state BACKUP\ninterface eth0\nvirtual_router_id 51\npriority $2\nadvert_int 1|
    s|notify .*/|notify $PWD/scripts/examples/|")
CONF
}
director lb1 150
director lb2 100

# vrrp HOST: starts keepalived there.
vrrp() {
  on "$1" env PATH="$scratch/$1:$PATH" XDG_RUNTIME_DIR="$scratch/$1" keepalived -n -l -f "$scratch/$1.conf" \
    -p "$scratch/$1.pid" -r "$scratch/$1.vrrp" -c "$scratch/$1.checkers" >"$scratch/$1.log" 2>&1 &
}

lists() {
  on "$1" ipvsadm -S -n | grep -q -- "-A -t $2:80"
}

# serves HOST: it holds the VIP, balances for it, and the client has heard of that without asking.
serves() {
  on "$1" ip -o address show dev eth0 | grep -q " $vip/32 " && lists "$1" $vip &&
    on client ip neighbour show $vip | grep -q "02:00:00:00:00:0${1#lb}"
}

# rests HOST: it neither holds the VIP nor balances for it.
rests() {
  ! on "$1" ip -o address show dev eth0 | grep -q " $vip/32 " && ! lists "$1" $vip
}

# turn SENTENCE HOST OTHER: soon the one serves and the other does not.
turn() {
  expect "$1: $2 serves" -z "$(soon serves "$2" || cat "$scratch/$2.log")"
  expect "$1: $3 rests" -z "$(soon rests "$3" || cat "$scratch/$3.log")"
  expect "$1: clients are served" "$(answers client 4 http://$vip/)" = ' 2 rs1 2 rs2 '
  expect "$1: keepalived's own is in both tables" "$(lists lb1 $other && lists lb2 $other && echo yes)" = yes
}

# ends HOST: keepalived ends there, and systemd then makes the call that docs/announce.md tells it to make.
ends() {
  pid=$(cat "$scratch/$1.pid")
  kill "$pid"
  soon gone "$pid" || :
  call=$(sed -n "s|^ExecStopPost=/etc/keepalived|$PWD/scripts/examples|p" docs/announce.md)
  # shellcheck disable=SC2086
  run on "$1" env PATH="$scratch/$1:$PATH" XDG_RUNTIME_DIR="$scratch/$1" $call
}

# gone PID: it has ended, though it may not have been waited for.
gone() {
  case $(cut -d ' ' -f 3 "/proc/$1/stat" 2>/dev/null) in '' | Z) ;; *) return 1 ;; esac
}

for host in rs1 rs2; do
  agent $host start
  expect "$host: start: exit 0" "$code" -eq 0
done
for host in lb1 lb2; do before $host; done
on client ip neighbour replace $vip lladdr 02:00:00:00:00:99 dev eth0 nud stale
expect 'docs/announce.md shows what keepalived calls' "$(grep -c 'notify /.*/vrrp-notify$' "$scratch/lb1.conf")" -eq 1
vrrp lb1
vrrp lb2
turn 'the larger priority' lb1 lb2
agent lb1 verify
expect "keepalived's own is no drift" "$code" -eq 0
on lb1 ip link set eth0 down
turn 'its cable is cut' lb2 lb1
on lb1 ip link set eth0 up
turn 'it is back' lb1 lb2
ends lb1
expect 'keepalived ends: the other serves' -z "$(soon serves lb2 || cat "$scratch/lb2.log")"
expect 'keepalived ends: all is as before' -z "$(soon is_as_before lb1 || cat "$scratch/diff")"
ends lb2
expect 'so does that of the other' -z "$(soon is_as_before lb2 || cat "$scratch/diff")"

for host in old new; do
  for device in eth0 eth1 bond0; do plug $host $device 2001:db8::/64 br1; done
done
for name in nat-includes groups fwmark tunnel ipv6 variables sip-udp; do
  echo "include $PWD/profiles/src/test/resources/migration/keepalived/$name.conf"
done >"$scratch/all.conf"

# table HOST: its IPVS table, sorted.
table() {
  on "$1" ipvsadm -S -n | sort
}

# as_imported: both hosts have the same table, which is left in files.
as_imported() {
  table old >"$scratch/old"
  diff "$scratch/old" "$scratch/new" >"$scratch/diff"
}

run scripts/lvs-agent import --config-id first --device eth0 "$scratch/all.conf"
expect 'keepalived.conf is imported' "$code $(cat "$scratch/err")" = '0 '
cp "$scratch/out" "$scratch/new.yaml"
agent new start
expect 'what was imported starts' "$code" -eq 0
table new >"$scratch/new"
expect 'it has many virtual servers' "$(grep -c -- '^-A' "$scratch/new")" -ge 14
on old keepalived -C -n -l -i first -f "$scratch/all.conf" -p "$scratch/old.pid" -c "$scratch/old.checkers" \
  >"$scratch/old.log" 2>&1 &
expect "keepalived's own table is the same" -z "$(soon as_imported || cat "$scratch/diff" "$scratch/old.log")"
kill "$(cat "$scratch/old.pid")"
finish
