#!/bin/sh
# One file for a whole cluster with the real ip_vs: director and real servers take their parts from it, by each method.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10 hosts='director rs1 rs2'

plug client eth0 192.0.2.100/24 outside
plug director eth0 192.0.2.2/24 outside
plug director eth1 192.168.1.1/24 inside
for n in 1 2; do
  plug rs$n eth0 192.0.2.1$n/24 outside
  plug rs$n eth1 192.168.1.1$n/24 inside
  web rs$n 80 8000
done

# cluster METHOD SERVERS MORE: the same file for every host.
cluster() {
  for host in $hosts; do
    cat >"$scratch/$host.yaml" <<YAML
clusters:
  web:
    method: $1
    vips: [$vip]
    directors: [192.0.2.2]
    real-servers: $2
    virtual-servers: [{tcp: 80, scheduler: rr}]
    $3
YAML
  done
}

# each COMMAND: on every host of the cluster.
each() {
  for host in $hosts; do
    agent "$host" "$1"
    expect "$method: $host: $1" "$code" -eq 0
  done
}

serves() {
  each start
  expect "$method: both real servers answer in turn" "$(answers client 6 http://$vip/)" = ' 3 rs1 3 rs2 '
  each verify
  expect "$method: one host answers ARP for the VIP" "$(holders client $vip | wc -l)" -eq 1
  each stop
  for host in $hosts; do same "$method: $host: all is as before" "$host"; done
}

for host in $hosts; do before "$host"; done
method=dr
cluster dr '[192.0.2.11, 192.0.2.12]' 'director: {sysctls: {net/ipv4/ip_forward: 0}}'
serves
method=tun
cluster tun '[192.0.2.11, 192.0.2.12]' 'director: {sysctls: {net/ipv4/ip_forward: 0}}'
serves
method=nat
cluster nat '["192.168.1.11:8000", "192.168.1.12:8000"]' 'gateway: 192.168.1.1'
# the way of the answers is the set-up's, not ours
for n in 1 2; do on rs$n ip route add default via 192.168.1.1; done
for n in 1 2; do on rs$n ip address del 192.0.2.1$n/24 dev eth0; done
for host in $hosts; do before "$host"; done
serves
finish
