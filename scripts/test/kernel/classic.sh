#!/bin/sh
# What the README has in place of the classic scripts, as it stands there, with the real ip_vs, for scripts/uml.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10

# readme SCRIPT: the block of YAML whose first line begins with this name.
readme() {
  awk -v first="# $1 on" '/^```/ { inside = 0 } wanted { wanted = 0; inside = index($0, first) == 1 } /^```yaml/ { wanted = 1 } inside' README.md
}

# plug BRIDGE HOST ADDRESS
plug() {
  host "$2"
  ip link add "$2" type veth peer name eth0 netns "$2"
  ip link set "$2" master "$1" up
  on "$2" ip address add "$3/24" dev eth0
  on "$2" ip link set eth0 up
  carrier "$2" eth0
}

# configure HOST SCRIPT
configure() {
  readme "$2" >"$scratch/$1.yaml"
  chmod go-w "$scratch/$1.yaml"
  expect "the README has a config for $2" -s "$scratch/$1.yaml"
  agent "$1" start
  expect "$1: start: exit 0" "$code" -eq 0
}

# classic NAME DIRECTOR'S-SCRIPT REAL-SERVERS'-SCRIPT: hosts of their own, and both real servers answer.
classic() {
  name=$1
  ip link add "$name" type bridge
  ip link set "$name" up
  plug "$name" "$name-client" 192.0.2.100
  plug "$name" "$name-lb" 192.0.2.1
  for n in 1 2; do
    plug "$name" "$name-rs$n" 192.0.2.1$n
    mkdir "$scratch/$name-rs$n"
    echo rs$n >"$scratch/$name-rs$n/index.html"
    on "$name-rs$n" busybox httpd -p 80 -h "$scratch/$name-rs$n"
    configure "$name-rs$n" "$3"
  done
  on "$name-lb" sysctl -qw net/ipv4/ip_forward=1
  configure "$name-lb" "$2"
  expect "$name: both real servers answer" \
    "$(for _ in 1 2 3 4 5 6; do on "$name-client" curl -s -m 2 http://$vip/ || echo lost; done | sort | uniq -c | tr -s ' \n' ' ')" \
    = ' 3 rs1 3 rs2 '
  run on "$name-client" arping -b -w 1 -I eth0 $vip
  expect "$name: one host answers ARP for the VIP" "$(printf '%s\n' "$out" | grep -o '\[.*\]' | sort -u | wc -l)" -eq 1
}

classic dr lvs_dr.sh lvs_real.sh
classic tun lvs_tun.sh lvs_tun_real.sh
expect 'tun: the director does not forward' "$(on tun-lb cat /proc/sys/net/ipv4/ip_forward)" -eq 0
finish
