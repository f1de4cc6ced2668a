#!/bin/sh
# The VIP is the director's own address: real servers, which have it too, do not answer its ARP. With the real ip_vs, for
# scripts/uml. The second real server is outside the director's subnet.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10
first=02:00:00:00:00:11 second=02:00:00:00:00:12

plug client eth0 192.0.2.100/24 br0 02:00:00:00:00:01
plug director eth0 $vip/24 br0 02:00:00:00:00:10
plug rs1 eth0 192.0.2.11/24 br0 $first
plug rs2 eth0 192.168.1.12/24 br0 $second
on rs2 ip route add 192.0.2.0/24 dev eth0
for host in rs1 rs2; do
  web $host 8080
  printf 'services: {web: {profile: dr, vips: [%s]}}\n' $vip >"$scratch/$host.yaml"
  agent $host start
  expect "$host: start: exit 0" "$code" -eq 0
done

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
expect 'nobody is reached' "$(answers client 2 http://$vip:8080/)" = ' 2 lost '

director 'addresses: external' "neighbours: {192.0.2.11: '$first'}"
agent director start
expect 'one neighbour: exit 0' "$code" -eq 0
expect 'one is reached' "$(answers client 4 http://$vip:8080/)" = ' 2 lost 2 rs1 '

printf '# real servers\n%s 192.0.2.11\n%s 192.168.1.12 # next door\n' $first $second >"$scratch/ethers"
chmod go-w "$scratch/ethers"
director 'addresses: external' "neighbours: $scratch/ethers" 'routes: [192.168.1.12]'
agent director start
expect 'both from a file: exit 0' "$code" -eq 0
expect 'both are reached' "$(answers client 6 http://$vip:8080/)" = ' 3 rs1 3 rs2 '
agent director verify
expect 'verify: exit 0' "$code" -eq 0

on director ip neighbour del 192.0.2.11 dev eth0
agent director verify
expect 'a neighbour that is gone is drift: exit 2' "$code" -eq 2
says 'it is named' 'neighbour eth0 192.0.2.11 is absent'
expect 'only the other is reached' "$(answers client 4 http://$vip:8080/)" = ' 2 lost 2 rs2 '
agent director start
expect 'start mends it: exit 0' "$code" -eq 0
expect 'both are reached again' "$(answers client 6 http://$vip:8080/)" = ' 3 rs1 3 rs2 '

expect 'one host answers ARP for the VIP' "$(holders client $vip)" = 02:00:00:00:00:10
agent director stop
expect 'stop: exit 0' "$code" -eq 0
same 'all is as before' director
expect 'the IPVS table, too' -z "$(on director ipvsadm -S -n)"
finish
