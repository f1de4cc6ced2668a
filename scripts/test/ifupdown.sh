#!/bin/sh
# A watch beside the real ifupdown, which takes every address of a device along when it restarts the network.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/need.sh
. scripts/lib/expect.sh

[ "$(id -u)" -eq 0 ] || left_out 'root'
need_stopped ifup || left_out 'ifupdown'
need ip || exit 69
[ -d agent/target/lvs-agent ] || build

node=lvsif-$$ vip=192.0.2.10
watch=''
cleanup() {
  if [ -n "$watch" ]; then
    kill "$watch" 2>/dev/null || :
    wait "$watch" || :
  fi
  ip netns del $node 2>/dev/null || :
  rm -rf "$scratch"
}
trap cleanup EXIT

here() {
  ip -n $node -o address show dev eth0 | grep -q " $vip/32 "
}
repaired() {
  [ "$(grep -c '"event":"repaired"' "$scratch/events")" -ge "$1" ]
}
in_sync() {
  scripts/lvs-agent --netns $node --state "$scratch/ledgers" -q verify --profile director-dr --vip $vip --device eth0
}
# network VERB: ifup or ifdown, for eth0 of the node.
network() {
  mkdir -p "$scratch/state"
  run ip netns exec $node "$1" -i "$scratch/interfaces" --state-dir "$scratch/state" eth0
  expect "$1: exit 0" "$code" -eq 0
}

ip netns add $node
ip -n $node link set lo up
ip -n $node link add eth0 type veth peer name eth1
ip -n $node link set eth1 up
cat >"$scratch/interfaces" <<CONF
iface eth0 inet static
  address 192.0.2.1/24
CONF
network ifup
: >"$scratch/events"
scripts/lvs-agent --netns $node --state "$scratch/ledgers" -o json watch --repair --interval 0.5 \
  --profile director-dr --vip $vip --device eth0 >"$scratch/events" &
watch=$!
expect 'watch: it starts the service' "$(soon repaired 1 && echo yes)" = yes
ip -n $node -o monitor address >"$scratch/addresses" &
monitor=$!
sleep 0.3
for _ in 1 2 3; do
  network ifdown
  network ifup
done
expect 'the VIP is back' "$(soon here && soon in_sync && echo yes)" = yes
kill $monitor
wait $monitor 2>/dev/null || :
expect 'ifdown had taken it' "$(grep -c "Deleted.* $vip/32 " "$scratch/addresses")" -gt 0
run in_sync
expect 'in sync' "$code" -eq 0
expect 'that was no conflict' "$(grep -c '"event":"conflict"' "$scratch/events" || :)" -eq 0
finish
