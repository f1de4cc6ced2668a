#!/bin/sh
# NAT with one network and the real ip_vs, for scripts/qemu: examples/one-arm.yaml as it stands. The real servers have
# no gateway, and the client is beside them.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10
plug client eth0 192.0.2.100/24 br0
plug director eth0 192.0.2.1/24 br0
for n in 1 2; do
  plug rs$n eth0 192.0.2.1$n/24 br0
  web rs$n 8000
done
example one-arm director
cp "$scratch/director.yaml" "$scratch/one-arm.yaml"
grep -v masquerade: "$scratch/one-arm.yaml" >"$scratch/director.yaml"
before director
agent director start
expect 'start: exit 0' "$code" -eq 0
expect 'the real servers answer the client past the director' "$(answers client 4 http://$vip/)" = ' 4 lost '
agent director verify
says 'verify notes it' '192.0.2.11 and 1 more of service lb, reached by address translation, answers clients in 192.0.2.0/24'

cp "$scratch/one-arm.yaml" "$scratch/director.yaml"
agent director start
expect 'masquerade: clients: exit 0' "$code" -eq 0
expect 'both answer in turn' "$(answers client 6 http://$vip/)" = ' 3 rs1 3 rs2 '
expect 'and each other' "$(answers rs1 6 http://$vip/)" = ' 3 rs1 3 rs2 '
agent director verify
expect 'in sync' "$code" -eq 0
expect 'nothing is noted' -z "$(printf %s "$out" | grep 'past this host')"
echo 0 | on director tee /proc/sys/net/ipv4/vs/conntrack >/dev/null
expect 'IPVS that does not track is not masqueraded' "$(answers client 4 http://$vip/)" = ' 4 lost '
agent director verify
expect 'and drift' "$code" -eq 2
agent director start
expect 'a start mends it' "$(answers client 6 http://$vip/)" = ' 3 rs1 3 rs2 '
agent director stop
expect 'stop: exit 0' "$code" -eq 0
same 'all is as before' director
finish
