#!/bin/sh
# Tunnels that cross families with the real ip_vs, for scripts/uml: a VIP of IPv6 whose real server is reached over
# IPv4, by sit0, and a VIP of IPv4 whose real server is reached over IPv6, by an ip6tnl0 that takes every protocol.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip4=192.0.2.10 vip6=2001:db8::10
plug client eth0 2001:db8::99/64 br0
on client ip address add 192.0.2.99/24 dev eth0
plug director eth0 2001:db8::1/64 br0
on director ip address add 192.0.2.1/24 dev eth0
for n in 1 2; do
  plug rs$n eth0 2001:db8::1$n/64 br0
  on rs$n ip address add 192.0.2.1$n/24 dev eth0
  web rs$n 8080
done
echo "services: {web: {profile: tun-6in4, vips: ['$vip6', $vip4]}}" >"$scratch/rs1.yaml"
echo "services: {web: {profile: tun-4in6, vips: ['$vip6', $vip4]}}" >"$scratch/rs2.yaml"
cat >"$scratch/director.yaml" <<YAML
services:
  web:
    profile: director-tun
    device: eth0
    vips: ["$vip6", $vip4]
    virtual-servers:
      - {tcp: "[$vip6]:8080", scheduler: rr, real-servers: [192.0.2.11, "2001:db8::12"]}
      - {tcp: "$vip4:8080", scheduler: rr, real-servers: [192.0.2.11, "2001:db8::12"]}
YAML

for host in rs1 rs2 director; do
  before $host
  agent $host start
  # ip6tnl0 takes IPv6 alone
  [ $host = rs2 ] && wanted=2 || wanted=0
  expect "$host: start" "$code" -eq "$wanted"
done
expect 'a VIP of IPv6 is served over IPv4 and over IPv6' "$(answers client 6 "http://[$vip6]:8080/")" = ' 3 rs1 3 rs2 '
expect 'a VIP of IPv4 is lost' "$(answers client 6 "http://$vip4:8080/")" = ' 3 lost 3 rs1 '
agent rs2 verify
expect 'verify exits 2' "$code" -eq 2
says 'and names the way' 'ip -6 tunnel change ip6tnl0 mode any'
on rs2 ip -6 tunnel change ip6tnl0 mode any
expect 'once it takes all: a VIP of IPv4 is served over both' "$(answers client 6 "http://$vip4:8080/")" = ' 3 rs1 3 rs2 '
for host in rs1 rs2 director; do
  agent $host verify
  expect "$host: in sync" "$code" -eq 0
done
on rs1 ip link set sit0 down
expect 'without sit0 its packets are lost' "$(answers client 6 "http://[$vip6]:8080/")" = ' 3 lost 3 rs2 '
agent rs1 verify
expect 'verify exits 2' "$code" -eq 2
agent rs1 start
expect 'a start mends it' "$(answers client 6 "http://[$vip6]:8080/")" = ' 3 rs1 3 rs2 '
on rs2 ip -6 tunnel change ip6tnl0 mode ip6ip6
agent rs1 stop
expect 'rs1: stop: exit 0' "$code" -eq 0
expect 'sit0 is down again' -z "$(on rs1 ip -o link show up dev sit0)"
expect 'without an address' -z "$(on rs1 ip -o address show dev sit0)"
for host in rs1 rs2 director; do
  agent $host stop
  expect "$host: stop: exit 0" "$code" -eq 0
  same "$host: all is as before" $host
done
finish
