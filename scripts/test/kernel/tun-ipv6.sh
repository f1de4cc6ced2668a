#!/bin/sh
# Tunnels over IPv6 with the real ip_vs and ip6_tunnel, for scripts/uml: one real server has an ip6tnl0 that came with
# the module, the other has to make it, and holds a VIP of IPv4, too.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=2001:db8::10
plug client eth0 2001:db8::99/64 br0
plug director eth0 2001:db8::1/64 br0 02:00:00:00:00:01
plug rs1 eth0 2001:db8::11/64 br0
web rs1 8080
echo "services: {web: {profile: tun, vips: ['$vip']}}" >"$scratch/rs1.yaml"
echo "services: {web: {profile: tun, vips: ['$vip', 192.0.2.10]}}" >"$scratch/rs2.yaml"
cat >"$scratch/director.yaml" <<YAML
services:
  web:
    profile: director-tun
    device: eth0
    vips: ["$vip"]
    virtual-servers:
      - {tcp: 8080, scheduler: rr, real-servers: ["2001:db8::11", "2001:db8::12"]}
YAML

# tunnels HOST: its tunnel devices, up or not. To ask for one by its name would load its module.
tunnels() {
  on "$1" ip -o link | sed -n 's/^[0-9]*: \(ip6tnl0\|tunl0\)@.*[<,]UP[,>].*/\1 up/p; t; s/^[0-9]*: \(ip6tnl0\|tunl0\)@.*/\1 down/p' |
    sort | tr '\n' ' '
}

served() {
  answers client 6 "http://[$vip]:8080/"
}

# A kernel without ip6_tunnel.
before rs1
mount -t tmpfs none "/lib/modules/$(uname -r)"
agent rs1 start
umount "/lib/modules/$(uname -r)"
expect 'without the module: exit 69' "$code" -eq 69
says 'that names it' 'kernel module ip6tnl'
same 'and nothing is changed' rs1

agent rs1 start
expect 'rs1: start: exit 0' "$code" -eq 0
expect 'a VIP of IPv6 needs ip6tnl0 alone' "$(tunnels rs1)" = 'ip6tnl0 up '
same 'and no parameter' rs1
echo 2 >/proc/sys/net/core/fb_tunnels_only_for_init_net
plug rs2 eth0 2001:db8::12/64 br0
on rs2 ip address add 192.0.2.12/24 dev eth0
web rs2 8080
before rs2
agent rs2 start
expect 'rs2: start: exit 0' "$code" -eq 0
expect 'VIPs of both families need both' "$(tunnels rs2)" = 'ip6tnl0 up tunl0 up '
expect 'real servers do not answer neighbour solicitation' -z "$(holders client $vip)"
before director
agent director start
expect 'director: start: exit 0' "$code" -eq 0
expect 'the director does' "$(holders client $vip)" = 02:00:00:00:00:01
expect 'ipvsadm lists tunnels' "$(on director ipvsadm -S -n | grep -c -- ' -i ')" -eq 2
expect 'both real servers answer in turn' "$(served)" = ' 3 rs1 3 rs2 '
for host in director rs1 rs2; do
  agent $host verify
  expect "$host: in sync" "$code" -eq 0
done

# What a restart of the network takes away; the kernel drops IPv6 addresses of a device that goes down.
for loss in 'address flush dev ip6tnl0' 'link set ip6tnl0 down'; do
  # shellcheck disable=SC2086
  on rs1 ip $loss
  expect "$loss: packets are lost" "$(served)" = ' 3 lost 3 rs2 '
  agent rs1 verify
  expect "$loss: verify exits 2" "$code" -eq 2
  agent rs1 start
  expect "$loss: start mends it" "$(served)" = ' 3 rs1 3 rs2 '
done

# Somebody moves in.
on rs1 ip route add 2001:db8:77::/64 dev ip6tnl0
agent rs1 stop
expect 'a route of somebody else: exit 0' "$code" -eq 0
says 'it says what stays' 'link ip6tnl0 stays: a route to 2001:db8:77::/64 is on it'
expect 'ip6tnl0 stays up' "$(tunnels rs1)" = 'ip6tnl0 up '
on rs1 ip route del 2001:db8:77::/64
for host in rs1 rs2 director; do
  agent $host stop
  expect "$host: stop: exit 0" "$code" -eq 0
  same "$host: all is as before" $host
done
expect 'a device that was there is down again' "$(tunnels rs1)" = 'ip6tnl0 down '
expect 'one that was made is gone' -z "$(tunnels rs2)"
finish
