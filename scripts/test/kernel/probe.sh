#!/bin/sh
# The command probe through real tunnels, for scripts/uml: real servers behind IPIP, GUE and GRE, IPv6 in IPv6, and a
# director with the real ip_vs, before and after it is started.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10 vip6=2001:db8::10

# results: what the last probe found, in the order of the config.
results() {
  printf '%s\n' "$out" | sed -n 's/^  \(serves\|refuses\|unreachable\|silent\|wrong-source\|not asked\) .*/\1/p' | tr '\n' ' '
}

# probes SENTENCE CODE RESULTS [WORD…]: what the director's probe exits with, and finds.
probes() {
  sentence=$1 exit=$2 results=$3
  shift 3
  agent director probe "$@"
  expect "$sentence: exit $exit" "$code" -eq "$exit"
  expect "$sentence: $results" "$(results)" = "$results "
}

tunnels $vip <<YAML
      - tcp: 80
        real-servers: [192.0.2.11, {rip: 192.0.2.12, tunnel: gre}, {rip: 192.0.2.13, tunnel: gue, tunnel-port: 6080, checksum: standard}]
YAML
cp "$scratch/rs1.yaml" "$scratch/rs3.yaml"
example gre rs2
for n in 1 2 3; do
  filtering $n
  agent rs$n start
  expect "rs$n: start: exit 0" "$code" -eq 0
done
modprobe fou
on rs3 ip fou add port 6080 gue

probes 'before the director is started' 0 'serves serves serves'
says 'nobody answers yet' 'nobody answers; service lb is not started'
says 'the MSS of IPIP' 'its MSS of 1460 does not fit the tunnel, which has room for 1440'
says 'the MSS of GRE' 'room for 1436'
says 'the MSS of GUE' 'room for 1428'
agent director start
expect 'start: exit 0' "$code" -eq 0
probes 'with the VIP here, and ip_vs' 0 'serves serves serves'
says 'nobody else answers' 'this host has it, and nobody else answers'
expect 'nothing is half open' "$(for n in 1 2 3; do on rs$n cat /proc/net/tcp; done | awk '$4 == "03"' | wc -l)" -eq 0
expect 'clients are served' "$(answers client 3 http://$vip/)" = ' 1 rs1 1 rs2 1 rs3 '

# An advertised MSS that fits.
on rs1 ip route replace 192.0.2.1 dev eth0 advmss 1400
agent director probe lb --real-server 192.0.2.11
expect 'an MSS that fits is no remark' "${out#*does not fit}" = "$out"
expect 'and is shown' "${out#*mss 1400}" != "$out"

# What breaks a tunnel.
on rs1 ip link set tunl0 down
on rs3 ip fou del port 6080
echo 1 | on rs2 tee /proc/sys/net/ipv4/conf/gre0/rp_filter >/dev/null
on rs2 ip route replace 192.0.2.1 dev eth0
probes 'tunl0 down, rp_filter, no port of fou' 2 'unreachable silent unreachable'
says 'the code of ICMP' 'port unreachable (3/3) from 192.0.2.13'
on rs3 ip fou add port 6080 gue
agent rs1 start
agent rs2 start
probes 'mended' 0 'serves serves serves'

# A leak.
on rs1 ip address add $vip/32 dev eth0
on rs1 sysctl -qw net/ipv4/conf/all/arp_ignore=0 net/ipv4/conf/eth0/arp_ignore=0
probes 'a leak' 2 'serves serves serves'
says 'by its hardware address' 'unexpected   02:00:00:00:00:11'
says 'and its real server' 'it is real server 192.0.2.11'

# IPv6 in IPv6.
plug client6 eth0 2001:db8::100/64 br1
plug director6 eth0 2001:db8::1/64 br1
plug rs6 eth0 2001:db8::11/64 br1
echo "services: {web: {profile: tun, vips: [\"$vip6\"]}}" >"$scratch/rs6.yaml"
cat >"$scratch/director6.yaml" <<YAML
services:
  lb: {profile: director-tun, device: eth0, vips: ["$vip6"], virtual-servers: [{tcp: 80, real-servers: ["2001:db8::11"]}]}
YAML
web rs6 80
agent rs6 start
expect 'rs6: start: exit 0' "$code" -eq 0
agent director6 probe
expect 'IPv6: exit 0' "$code" -eq 0
expect 'IPv6: serves' "$(results)" = 'serves '
on rs6 ip link set ip6tnl0 down
agent director6 probe
expect 'IPv6 with ip6tnl0 down: exit 2' "$code" -eq 2
finish
