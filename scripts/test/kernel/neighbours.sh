#!/bin/sh
# The VIP is the director's own address: real servers, which have it too, do not answer its ARP. With the real ip_vs, for
# scripts/uml. The second real server is outside the director's subnet.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10
first=02:00:00:00:00:11 second=02:00:00:00:00:12

ip link add br0 type bridge
ip link set br0 up
# plug HOST ADDRESS MAC
plug() {
  host "$1"
  ip link add "$1" type veth peer name eth0 netns "$1"
  ip link set "$1" master br0 up
  on "$1" ip link set eth0 address "$3"
  on "$1" ip address add "$2/24" dev eth0
  on "$1" ip link set eth0 up
  carrier "$1" eth0
}
plug client 192.0.2.100 02:00:00:00:00:01
plug director $vip 02:00:00:00:00:10
plug rs1 192.0.2.11 $first
plug rs2 192.168.1.12 $second
on rs2 ip route add 192.0.2.0/24 dev eth0
for host in rs1 rs2; do
  mkdir "$scratch/$host"
  echo $host >"$scratch/$host/index.html"
  on $host busybox httpd -p 8080 -h "$scratch/$host"
  printf 'services: {web: {profile: dr, vips: [%s]}}\n' $vip >"$scratch/$host.yaml"
  agent $host start
  expect "$host: start: exit 0" "$code" -eq 0
done

# answers TIMES
answers() {
  for _ in $(seq "$1"); do on client curl -s -m 1 http://$vip:8080/ || echo lost; done | sort | uniq -c | tr -s ' \n' ' '
}

# director LINE…: its config, with more of its service.
director() {
  cat >"$scratch/director.yaml" <<YAML
services:
  lb:
    profile: director-dr
    device: eth0
    vips: [$vip]
    virtual-servers:
      - {tcp: 8080, scheduler: rr, real-servers: [192.0.2.11, 192.168.1.12]}
YAML
  printf '    %s\n' "$@" >>"$scratch/director.yaml"
  chmod go-w "$scratch/director.yaml"
}

before director
director
agent director start
expect 'an address that is there already is no VIP to add: exit 2' "$code" -eq 2
says 'it is told what is right' 'addresses: external'

director 'addresses: external'
agent director start
expect 'it is left to the host: exit 0' "$code" -eq 0
expect 'and to it alone' "$(on director ip -o -4 address show eth0 | grep -c $vip)" -eq 1
expect 'nobody is reached' "$(answers 2)" = ' 2 lost '

director 'addresses: external' "neighbours: {192.0.2.11: '$first'}"
agent director start
expect 'one neighbour: exit 0' "$code" -eq 0
expect 'one is reached' "$(answers 4)" = ' 2 lost 2 rs1 '

printf '# real servers\n%s 192.0.2.11\n%s 192.168.1.12 # next door\n' $first $second >"$scratch/ethers"
chmod go-w "$scratch/ethers"
director 'addresses: external' "neighbours: $scratch/ethers" 'routes: [192.168.1.12]'
agent director start
expect 'both from a file: exit 0' "$code" -eq 0
expect 'both are reached' "$(answers 6)" = ' 3 rs1 3 rs2 '
agent director verify
expect 'verify: exit 0' "$code" -eq 0

on director ip neighbour del 192.0.2.11 dev eth0
agent director verify
expect 'a neighbour that is gone is drift: exit 2' "$code" -eq 2
says 'it is named' 'neighbour eth0 192.0.2.11 is absent'
expect 'only the other is reached' "$(answers 4)" = ' 2 lost 2 rs2 '
agent director start
expect 'start mends it: exit 0' "$code" -eq 0
expect 'both are reached again' "$(answers 6)" = ' 3 rs1 3 rs2 '

run on client arping -b -w 1 -I eth0 $vip
expect 'one host answers ARP for the VIP' "$(printf '%s\n' "$out" | grep -o '\[.*\]' | sort -u)" = '[02:00:00:00:00:10]'
agent director stop
expect 'stop: exit 0' "$code" -eq 0
same 'all is as before' director
expect 'the IPVS table, too' -z "$(on director ipvsadm -S -n)"
finish
