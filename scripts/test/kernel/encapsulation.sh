#!/bin/sh
# Tunnels by GUE and GRE with the real ip_vs, for scripts/uml: one real server behind GUE, two behind GRE by
# examples/gre.yaml, one of which has to make its gre0, while the other's came with the module.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10

start() {
  before "$1"
  agent "$1" start
  expect "$1: start: exit 0" "$code" -eq 0
}

parameter() {
  on "$1" cat "/proc/sys/net/ipv4/conf/$2"
}

# wrapped: six requests to all, by tunnels without checksums.
wrapped() {
  answers client 6 http://$vip/
}

for n in 2 3; do example gre rs$n; done
tunnels $vip <<YAML
      - tcp: 80
        scheduler: rr
        real-servers:
          - {rip: 192.0.2.11, tunnel: gue, tunnel-port: 6080}
          - {rip: 192.0.2.12, tunnel: gre}
          - {rip: 192.0.2.13, tunnel: gre}
      - {tcp: 81, real-servers: [{rip: 192.0.2.11, tunnel: gue, tunnel-port: 6080, checksum: standard}]}
      - {tcp: 82, real-servers: [{rip: 192.0.2.11, tunnel: gue, tunnel-port: 6080, checksum: remote}]}
      - {tcp: 83, real-servers: [{rip: 192.0.2.12, tunnel: gre, checksum: standard}]}
YAML

filtering 1
web rs1 81 82
modprobe fou
on rs1 ip fou add port 6080 gue
start rs1
filtering 2
web rs2 83
start rs2
says 'rs2: gre0 is made' 'ip link add gre0 type gre'
echo 0 >/proc/sys/net/core/fb_tunnels_only_for_init_net
filtering 3
# It gets its queue and its parameters of IPv6 when it is first up, and keeps them.
for state in up down; do on rs3 ip link set gre0 $state; done
start rs3
expect 'rs3: gre0 is not made' "${out#*link add}" = "$out"
start director
expect 'all answer in turn' "$(wrapped)" = ' 2 rs1 2 rs2 2 rs3 '
expect 'GUE with checksums is answered, too' "$(answers client 2 http://$vip:81/ http://$vip:82/)" = ' 4 rs1 '
expect 'one host answers ARP for the VIP' "$(holders client $vip | wc -l)" -eq 1
for host in director rs1 rs2 rs3; do
  agent $host verify
  expect "$host: in sync" "$code" -eq 0
done

expect 'GRE with a checksum is lost at gre0' "$(answers client 1 http://$vip:83/)" = ' 1 lost '
on rs2 ip link add gre1 type gre local 192.0.2.12 icsum
echo 0 | on rs2 tee /proc/sys/net/ipv4/conf/gre1/rp_filter >/dev/null
on rs2 ip link set gre1 up
expect 'a device that expects one takes it' "$(answers client 1 http://$vip:83/)" = ' 1 rs2 '
on rs2 ip link del gre1

expect 'the others filter as before' "$(parameter rs2 eth0/rp_filter) $(parameter rs2 default/rp_filter)" = '1 1'
echo 1 | on rs2 tee /proc/sys/net/ipv4/conf/gre0/rp_filter >/dev/null
expect 'gre0 must not' "$(wrapped)" = ' 2 lost 2 rs1 2 rs3 '
agent rs2 verify
expect 'it is drift' "$code" -eq 2
says 'and named' 'broken   sysctl net/ipv4/conf/gre0/rp_filter is 1'
agent rs2 start
expect 'a start mends it' "$(wrapped)" = ' 2 rs1 2 rs2 2 rs3 '

on rs1 ip fou del port 6080
expect 'without its port GUE is lost' "$(wrapped)" = ' 2 lost 2 rs2 2 rs3 '

for host in director rs1 rs2 rs3; do
  agent $host stop
  expect "$host: stop: exit 0" "$code" -eq 0
  same "$host: all is as before" $host
done
finish
