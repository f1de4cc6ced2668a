#!/bin/sh
# The whole way with the real ip_vs, for scripts/uml: client, director, real servers, and the answers straight back.
# What the agent does not do itself ipvsadm does by hand.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10
hosts='director rs1 rs2'

ip link add br0 type bridge
ip link set br0 up
plug() {
  host "$1"
  ip link add "$1" type veth peer name eth0 netns "$1"
  ip link set "$1" master br0 up
  on "$1" ip address add "$2/24" dev eth0
  on "$1" ip link set eth0 up
  carrier "$1" eth0
}
plug client 192.0.2.100
plug director 192.0.2.1
plug rs1 192.0.2.11
plug rs2 192.0.2.12
for host in rs1 rs2; do
  mkdir "$scratch/$host"
  echo $host >"$scratch/$host/index.html"
  on $host busybox httpd -p 8080 -h "$scratch/$host"
done

answers() {
  for _ in 1 2 3 4 5 6; do on client curl -s -m 2 http://$vip:8080/ || echo lost; done | sort | uniq -c | tr -s ' \n' ' '
}

# balance METHOD DIRECTOR REAL-SERVER FLAG: profiles, and ipvsadm's flag for the method.
balance() {
  printf 'services: {web: {profile: %s, device: eth0, vips: [%s]}}\n' "$2" $vip >"$scratch/director.yaml"
  for host in rs1 rs2; do
    printf 'services: {web: {profile: %s, vips: [%s]}}\n' "$3" $vip >"$scratch/$host.yaml"
  done
  for host in $hosts; do
    before "$host"
    agent "$host" start
    expect "$1: $host: start: exit 0" "$code" -eq 0
  done
  on director ipvsadm -A -t $vip:8080 -s rr
  for rip in 192.0.2.11 192.0.2.12; do on director ipvsadm -a -t $vip:8080 -r $rip:8080 "$4"; done
  run on client arping -b -w 1 -I eth0 $vip
  expect "$1: one host answers ARP for the VIP" "$(printf '%s\n' "$out" | grep -o '\[.*\]' | sort -u | wc -l)" -eq 1
  expect "$1: both real servers answer in turn" "$(answers)" = ' 3 rs1 3 rs2 '
  on director ipvsadm -d -t $vip:8080 -r 192.0.2.11:8080
  expect "$1: one of them taken out, the other answers all" "$(answers)" = ' 6 rs2 '
  on director ipvsadm -C
  for host in $hosts; do
    agent "$host" stop
    expect "$1: $host: stop: exit 0" "$code" -eq 0
    same "$1: $host: all is as before" "$host"
  done
}

balance DR director-dr dr -g
balance TUN director-tun tun -i
finish
