#!/bin/sh
# What others make beside the values of a service, with the real ip_vs, for scripts/uml: packets and verify agree.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10 hosts='director rs1 rs2'
plug client eth0 192.0.2.100/24 br0
plug director eth0 192.0.2.1/24 br0
for n in 1 2; do
  plug rs$n eth0 192.0.2.1$n/24 br0
  web rs$n 8080
  printf 'services: {web: {profile: dr, vips: [%s]}}\n' $vip >"$scratch/rs$n.yaml"
done
cat >"$scratch/director.yaml" <<YAML
services:
  web:
    profile: director-dr
    device: eth0
    vips: [$vip]
    virtual-servers:
      - {tcp: 8080, scheduler: rr, real-servers: [192.0.2.11, 192.0.2.12]}
YAML

# set_vs HOST PARAMETER VALUE: of net/ipv4/vs.
set_vs() {
  on "$1" sh -c "echo $3 >/proc/sys/net/ipv4/vs/$2"
}

# sees HOST WHAT CLIENTS WORDS: who answers four requests, and that verify exits with 2 and says why.
sees() {
  expect "$2: clients are answered by" "$(answers client 4 http://$vip:8080/)" = "$3"
  agent "$1" verify
  expect "$2: verify exits 2" "$code" -eq 2
  says "$2: it says why" "$4"
}

# answered HOST WHAT: all four requests are, and verify exits with 0.
answered() {
  expect "$2: clients are answered" "$(answers client 4 http://$vip:8080/)" = ' 2 rs1 2 rs2 '
  agent "$1" verify
  expect "$2: verify exits 0" "$code" -eq 0
}

for host in $hosts; do
  agent "$host" start
  expect "$host: start: exit 0" "$code" -eq 0
done
for host in rs1 director; do
  agent $host verify
  expect "$host: in sync" "$code" -eq 0
done

# A former director: its table takes what its successor sends.
on rs1 ipvsadm -A -t $vip:8080 -s rr
sees rs1 'a leftover service without real servers' ' 2 lost 2 rs2 ' 'drops what the'
on rs1 ipvsadm -a -t $vip:8080 -r 192.0.2.12:8080 -g
sees rs1 'a leftover service with another real server' ' 4 rs2 ' "ipvsadm -D -t $vip:8080"
on rs1 ipvsadm -C

set_vs director backup_only 1
on director ipvsadm --start-daemon backup --mcast-interface eth0
sees director 'backup_only beside a backup daemon' ' 4 lost ' backup_only
on director ipvsadm --stop-daemon backup
set_vs director backup_only 0

set_vs director am_droprate 1
set_vs director drop_packet 3
# the kernel looks at it once in a second (DEFENSE_TIMER_PERIOD)
sleep 2
sees director 'drop_packet 3' ' 4 lost ' drop_packet
set_vs director drop_packet 0
sleep 2

on director ip route add blackhole 192.0.2.11/32
sees director 'a blackhole in place of a real server' ' 2 lost 2 rs2 ' 192.0.2.11/32
on director ip route del blackhole 192.0.2.11/32

# A VRF takes eth0 of rs1. Its table has a default route that stops, and the local table is asked after it, as the
# kernel's documentation advises (networking/vrf.rst).
on rs1 sysctl -qw net/ipv4/tcp_l3mdev_accept=1
on rs1 ip link add blue up type vrf table 10
on rs1 ip link set eth0 master blue
carrier rs1 eth0
answered rs1 'a VRF, and the local table first'
on rs1 ip route add table 10 unreachable default metric 4278198272
on rs1 ip rule add pref 32765 lookup local
on rs1 ip rule del pref 0
sees rs1 'a VRF whose table does not know the VIP' ' 2 lost 2 rs2 ' 'lookup l3mdev-table'
on rs1 ip route add table 10 local $vip dev lo
answered rs1 'a VRF whose table knows the VIP'
on rs1 ip route del table 10 192.0.2.0/24 dev eth0
sees rs1 'a VRF whose table has no way back' ' 2 lost 2 rs2 ' 'is received: there is no way'
on rs1 ip rule add pref 0 lookup local
on rs1 ip rule del pref 32765
on rs1 ip link del blue
carrier rs1 eth0

for host in rs1 director; do
  agent $host verify
  expect "$host: in sync again" "$code" -eq 0
done
expect 'and all are answered' "$(answers client 4 http://$vip:8080/)" = ' 2 rs1 2 rs2 '
finish
