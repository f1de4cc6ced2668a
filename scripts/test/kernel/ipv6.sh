#!/bin/sh
# Direct routing over IPv6 with the real ip_vs, for scripts/uml: who answers for the VIP, both real servers' answers, and
# one of them that dies.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=2001:db8::10
plug client eth0 2001:db8::99/64 br0
plug director eth0 2001:db8::1/64 br0 02:00:00:00:00:01
for n in 1 2; do
  host=rs$n
  plug $host eth0 2001:db8::1$n/64 br0
  web $host 8080
  echo "services: {web: {profile: dr, vips: ['$vip']}}" >"$scratch/$host.yaml"
done

# director MORE: its config, with this of the second real server.
director() {
  cat >"$scratch/director.yaml" <<YAML
services:
  web:
    profile: director-dr
    device: eth0
    vips: ["$vip"]
    virtual-servers:
      - {tcp: 8080, scheduler: rr, real-servers: ["2001:db8::11"$1]}
YAML
}

for host in director rs1 rs2; do before "$host"; done
for host in rs1 rs2; do
  agent $host start
  expect "$host: start: exit 0" "$code" -eq 0
done
expect 'real servers do not answer neighbour solicitation' -z "$(holders client $vip)"
director ', "2001:db8::12"'
agent director start
expect 'director: start: exit 0' "$code" -eq 0
expect 'the director does' "$(holders client $vip)" = 02:00:00:00:00:01
expect 'ipvsadm lists what the config says' "$(on director ipvsadm -S -n | tr '\n' ' ')" = \
  "-A -t [$vip]:8080 -s rr -a -t [$vip]:8080 -r [2001:db8::11]:8080 -g -w 1 -a -t [$vip]:8080 -r [2001:db8::12]:8080 -g -w 1 "
expect 'both real servers answer in turn' "$(answers client 6 "http://[$vip]:8080/")" = ' 3 rs1 3 rs2 '

ip netns pids rs1 | xargs kill
expect 'one that is dead takes its share of the requests along' "$(answers client 6 "http://[$vip]:8080/")" = ' 3 lost 3 rs2 '
agent director drain 2001:db8::11 --timeout 1
expect 'drained, the other answers all' "$(answers client 6 "http://[$vip]:8080/")" = ' 6 rs2 '
web rs1 8080
agent director undrain 2001:db8::11
expect 'undrain: exit 0' "$code" -eq 0
expect 'back, both answer' "$(answers client 6 "http://[$vip]:8080/")" = ' 3 rs1 3 rs2 '
on rs2 ip link set eth0 down
director ''
agent director start
expect 'its host is dead, and out of the config: the other answers all' "$(answers client 6 "http://[$vip]:8080/")" = ' 6 rs1 '
on rs2 ip link set eth0 up
agent director stop
expect 'stop: exit 0' "$code" -eq 0
expect 'nobody answers' -z "$(holders client $vip)"
same 'all is as before' director
finish
