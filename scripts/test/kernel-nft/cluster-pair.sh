#!/bin/sh
# Two hosts that are both director and real server, from one file, as in examples/cluster-pair.yaml, for scripts/qemu: each
# asks for the other's hardware address, and the VIP moves between them as VRRP would move it.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10
plug client eth0 192.0.2.100/24 br0
plug one eth0 192.0.2.21/24 br0 00:0c:29:4e:80:4a
plug two eth0 192.0.2.22/24 br0 00:0c:29:4e:80:4b
for host in one two; do
  web $host 3306
  example cluster-pair $host
  before $host
done

both() {
  for host in one two; do
    agent $host "$1"
    expect "$2: $host: $1" "$code" -eq 0
  done
}

# heard_on HOST: VRRP puts the VIP on this host and takes it from the other.
heard_on() {
  for host in one two; do on $host ip address del $vip/32 dev eth0 2>/dev/null || :; done
  on "$1" ip address add $vip/32 dev eth0
  on "$1" arping -q -U -c 1 -I eth0 $vip
}

ip link set two-eth0 down
agent one start
expect 'a director that has never heard the other does not start' "$code" -eq 69
says 'and says why' 'director 192.0.2.22 does not answer on eth0: name its hardware address in "peers"'
ip link set two-eth0 up
carrier two eth0
both start 'at first'
for holder in one two; do
  heard_on $holder
  expect "VIP on $holder: that host answers ARP for it" "$(holders client $vip | wc -l)" -eq 1
  expect "VIP on $holder: half of the requests go to each" "$(answers client 10 http://$vip:3306/)" = ' 5 one 5 two '
  both verify "VIP on $holder"
done
ip link set two-eth0 down
on one ip neighbour flush dev eth0
agent one verify
expect 'the other director is down: no drift' "$code" -eq 0
ip link set two-eth0 up
carrier two eth0
on two ip address del $vip/32 dev eth0
both stop 'at last'
for host in one two; do same "$host: all is as before" $host; done
finish
