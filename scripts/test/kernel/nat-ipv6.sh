#!/bin/sh
# Network address translation over IPv6 with the real ip_vs, for scripts/uml; in scripts/qemu, where nftables is, what
# real servers send by themselves is masqueraded besides.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=2001:db8::10 hosts='director rs1 rs2'

plug client eth0 2001:db8::99/64 outside
plug director eth0 2001:db8::1/64 outside
plug director eth1 fd00::1/64 inside
for n in 1 2; do
  plug rs$n eth0 fd00::1$n/64 inside
  on rs$n ip route add default via fd00::1
  web rs$n 8000
  echo "services: {web: {profile: nat, vips: ['$vip'], director: 'fd00::1'}}" >"$scratch/rs$n.yaml"
done
web client 9000

# config MORE: of the director, with these lines more.
config() {
  cat >"$scratch/director.yaml" <<YAML
services:
  web:
    profile: director-nat
    device: eth0
    vips: ["$vip"]
    virtual-servers:
      - {tcp: 8080, scheduler: rr, real-servers: ["[fd00::11]:8000", "[fd00::12]:8000"]}
$1
YAML
}

forwarding() {
  on director cat /proc/sys/net/ipv6/conf/all/forwarding
}

config ''
for host in $hosts; do
  before "$host"
  agent "$host" start
  expect "$host: start: exit 0" "$code" -eq 0
done
expect 'both real servers answer in turn, on another port' "$(answers client 6 "http://[$vip]:8080/")" = ' 3 rs1 3 rs2 '
expect 'ipvsadm lists them' "$(on director ipvsadm -S -n | tr '\n' ' ')" = \
  "-A -t [$vip]:8080 -s rr -a -t [$vip]:8080 -r [fd00::11]:8000 -m -w 1 -a -t [$vip]:8080 -r [fd00::12]:8000 -m -w 1 "
for host in $hosts; do
  agent "$host" verify
  expect "$host: in sync" "$code" -eq 0
done
expect 'nothing of IPv4 is switched on' "$(on director cat /proc/sys/net/ipv4/ip_forward)" -eq 0

echo 0 | on director tee /proc/sys/net/ipv6/conf/all/forwarding >"$scratch/tee"
expect 'without forwarding the answers are lost' "$(answers client 2 "http://[$vip]:8080/")" = ' 2 lost '
agent director verify
expect 'and that is drift' "$code" -eq 2
agent director start
expect 'a start mends it' "$(answers client 6 "http://[$vip]:8080/")" = ' 3 rs1 3 rs2 '
on rs1 ip route replace default via fd00::99
agent rs1 verify
expect 'a real server whose gateway is another is drift' "$code" -eq 2
on rs1 ip route replace default via fd00::1

run on rs1 curl -gs -m 1 'http://[2001:db8::99]:9000/'
expect 'what a real server sends by itself does not come back' "$code" -ne 0
if filters; then
  config '    masquerade: ["fd00::/64"]'
  agent director start
  expect 'masquerade: start: exit 0' "$code" -eq 0
  on client ip neighbour flush dev eth0
  expect 'masquerade: it does' "$(on rs1 curl -gs -m 1 'http://[2001:db8::99]:9000/')" = client
  expect "masquerade: as the director's own address" "$(on client ip neighbour show 2001:db8::1 | grep -c lladdr)" -eq 1
  expect 'masquerade: and not the VIP' -z "$(on client ip neighbour show $vip)"
  expect 'masquerade: a real server that calls the VIP is answered' "$(answers rs1 6 "http://[$vip]:8080/")" = ' 3 rs1 3 rs2 '
  agent director verify
  expect 'masquerade: in sync' "$code" -eq 0
fi

for host in $hosts; do
  agent "$host" stop
  expect "$host: stop: exit 0" "$code" -eq 0
  same "$host: all is as before" "$host"
done
expect 'stopped: the director forwards no more' "$(forwarding)" -eq 0
finish
