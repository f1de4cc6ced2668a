#!/bin/sh
# Network address translation with the real ip_vs, by examples/lvs_nat.yaml and lvs_nat_real.yaml: real servers on a
# network of their own, whose gateway is the director. scripts/qemu runs them as they stand; scripts/uml, which has no
# nftables, runs them without the line that masquerades what real servers send by themselves.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10 hosts='director rs1 rs2'

plug client eth0 192.0.2.100/24 outside
plug director eth0 192.0.2.1/24 outside
plug director eth1 192.168.1.1/24 inside
for n in 1 2; do
  plug rs$n eth0 192.168.1.1$n/24 inside
  on rs$n ip route add default via 192.168.1.1
  web rs$n 8000
  example lvs_nat_real rs$n
done
web client 9000
example lvs_nat example

tracking() {
  on director cat /proc/sys/net/ipv4/vs/conntrack
}

grep -v masquerade: "$scratch/example.yaml" >"$scratch/director.yaml"
for host in $hosts; do
  before "$host"
  agent "$host" start
  expect "$host: start: exit 0" "$code" -eq 0
done
expect 'both real servers answer in turn, on another port' "$(answers client 6 http://$vip/)" = ' 3 rs1 3 rs2 '
expect 'ipvsadm lists them' "$(on director ipvsadm -S -n | tr '\n' ' ')" = \
  "-A -t $vip:80 -s rr -a -t $vip:80 -r 192.168.1.11:8000 -m -w 1 -a -t $vip:80 -r 192.168.1.12:8000 -m -w 1 "
for host in $hosts; do
  agent "$host" verify
  expect "$host: in sync" "$code" -eq 0
done
on rs1 ip route replace default via 192.168.1.99
agent rs1 verify
expect 'a real server whose gateway is another is drift' "$code" -eq 2
on rs1 ip route replace default via 192.168.1.1
expect 'a real server that calls the VIP is answered past the director' "$(answers rs1 6 http://$vip/)" != ' 3 rs1 3 rs2 '
run on rs1 curl -s -m 1 http://192.0.2.100:9000/
expect 'and what it sends by itself does not come back' "$code" -ne 0

if filters; then
  expect 'IPVS does not track' "$(tracking)" -eq 0
  cp "$scratch/example.yaml" "$scratch/director.yaml"
  agent director start
  expect 'masquerade: start: exit 0' "$code" -eq 0
  says 'masquerade: it is said' "nft 'create table ip lvs-agent-lb"
  expect 'what a real server sends by itself comes back' "$(on rs1 curl -s -m 1 http://192.0.2.100:9000/)" = client
  expect 'the client is answered as before' "$(answers client 6 http://$vip/)" = ' 3 rs1 3 rs2 '
  expect 'a real server that calls the VIP is answered, too' "$(answers rs1 6 http://$vip/)" = ' 3 rs1 3 rs2 '
  expect 'for IPVS tracks' "$(tracking)" -eq 1
  agent director verify
  expect 'in sync' "$code" -eq 0
  echo 0 | on director tee /proc/sys/net/ipv4/vs/conntrack >/dev/null
  agent director verify
  expect 'without tracking: drift' "$code" -eq 2
  expect 'and the real server that calls the VIP is lost' "$(answers rs1 6 http://$vip/)" != ' 3 rs1 3 rs2 '
  agent director start
  expect 'a start mends it' "$(answers rs1 6 http://$vip/)" = ' 3 rs1 3 rs2 '
  agent director stop
  expect 'stopped: IPVS tracks no more' "$(tracking)" -eq 0
  expect 'stopped: no table is left' -z "$(on director nft list ruleset)"
else
  cp "$scratch/example.yaml" "$scratch/director.yaml"
  agent director start
  expect 'a kernel without nftables refuses it' "$code" -eq 69
  says 'and says so' 'this kernel has no nftables for family ip'
  expect 'before anything is touched' "$out$(tracking)" = 0
fi

for host in $hosts; do
  agent "$host" stop
  expect "$host: stop: exit 0" "$code" -eq 0
  same "$host: all is as before" "$host"
done
finish
