#!/bin/sh
# The examples in place of the classic scripts, as they are, with the real ip_vs, for scripts/uml.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10

# configure HOST EXAMPLE
configure() {
  example "$2" "$1"
  agent "$1" start
  expect "$1: start: exit 0" "$code" -eq 0
}

# classic NAME DIRECTOR'S-EXAMPLE REAL-SERVERS'-EXAMPLE: hosts of their own, and both real servers answer.
classic() {
  name=$1
  plug "$name-client" eth0 192.0.2.100/24 "$name"
  plug "$name-lb" eth0 192.0.2.1/24 "$name"
  for n in 1 2; do
    plug "$name-rs$n" eth0 192.0.2.1$n/24 "$name"
    web "$name-rs$n" 80
    configure "$name-rs$n" "$3"
  done
  on "$name-lb" sysctl -qw net/ipv4/ip_forward=1
  configure "$name-lb" "$2"
  expect "$name: both real servers answer" "$(answers "$name-client" 6 http://$vip/)" = " 3 $name-rs1 3 $name-rs2 "
  expect "$name: one host answers ARP for the VIP" "$(holders "$name-client" $vip | wc -l)" -eq 1
}

classic dr lvs_dr lvs_real
classic tun lvs_tun lvs_tun_real
expect 'tun: the director does not forward' "$(on tun-lb cat /proc/sys/net/ipv4/ip_forward)" -eq 0
finish
