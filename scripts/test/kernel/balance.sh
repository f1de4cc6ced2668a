#!/bin/sh
# The whole way with the real ip_vs, for scripts/uml: client, director, real servers, and the answers straight back.
# All is set up by the agent alone; ipvsadm only looks.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10
hosts='director rs1 rs2'

plug client eth0 192.0.2.100/24 br0
plug director eth0 192.0.2.1/24 br0
for n in 1 2; do
  plug rs$n eth0 192.0.2.1$n/24 br0
  web rs$n 8080
done

# director PROFILE RIP…: its config, with these real servers.
director() {
  profile=$1
  shift
  rips=$(printf '%s, ' "$@")
  cat >"$scratch/director.yaml" <<YAML
services:
  web:
    profile: $profile
    device: eth0
    vips: [$vip]
    virtual-servers:
      - {tcp: 8080, scheduler: rr, real-servers: [${rips%, }]}
YAML
}

start() {
  agent "$1" start
  expect "$2: $1: start: exit 0" "$code" -eq 0
}

# balance METHOD DIRECTOR REAL-SERVER FLAG MORE: profiles, ipvsadm's flag for the method, and what more it lists.
balance() {
  director "$2" 192.0.2.11 192.0.2.12
  for host in rs1 rs2; do
    printf 'services: {web: {profile: %s, vips: [%s]}}\n' "$3" $vip >"$scratch/$host.yaml"
  done
  for host in $hosts; do
    before "$host"
    start "$host" "$1"
  done
  expect "$1: ipvsadm lists what the config says" "$(on director ipvsadm -S -n | tr '\n' ' ')" = \
    "-A -t $vip:8080 -s rr -a -t $vip:8080 -r 192.0.2.11:8080 $4 -w 1$5 -a -t $vip:8080 -r 192.0.2.12:8080 $4 -w 1$5 "
  expect "$1: one host answers ARP for the VIP" "$(holders client $vip | wc -l)" -eq 1
  expect "$1: both real servers answer in turn" "$(answers client 6 http://$vip:8080/)" = ' 3 rs1 3 rs2 '
  director "$2" 192.0.2.12
  start director "$1: one of them out of the config"
  expect "$1: one of them taken out, the other answers all" "$(answers client 6 http://$vip:8080/)" = ' 6 rs2 '
  director "$2" '{rip: 192.0.2.11, weight: 3}' 192.0.2.12
  start director "$1: in it again"
  on director ipvsadm -e -t $vip:8080 -r 192.0.2.12:8080 "$4" -w 0
  agent director verify
  expect "$1: a weight moved by hand is drift" "$code" -eq 2
  expect "$1: and the other answers all" "$(answers client 6 http://$vip:8080/)" = ' 6 rs1 '
  start director "$1: mended"
  agent director verify
  expect "$1: a start mends it" "$code" -eq 0
  on director ipvsadm -A -t 192.0.2.99:80 -s rr
  for host in $hosts; do
    agent "$host" stop
    expect "$1: $host: stop: exit 0" "$code" -eq 0
  done
  expect "$1: the service of others stays" "$(on director ipvsadm -S -n)" = '-A -t 192.0.2.99:80 -s rr'
  on director ipvsadm -D -t 192.0.2.99:80
  for host in $hosts; do same "$1: $host: all is as before" "$host"; done
}

# redirects: how many ICMP redirects the client has had.
redirects() {
  on client cat /proc/net/snmp | awk '/^Icmp:/ && head++ { print $9 }'
}

# watched: the view has rates of its own from the second refresh on, here while a client asks. It comes last, because it
# leaves hundreds of connections in FIN_WAIT: a later one with the port of one of these goes where that went.
watched() {
  ip netns exec client curl -s "http://$vip:8080/?[1-1000000]" >/dev/null &
  agent director status --watch --count 2 --interval 2
  kill $!
  expect 'the view: exit 0' "$code" -eq 0
  second=$(printf '%s\n' "$out" | awk -v RS='' 'NR == 2')
  says 'the view: all is in sync' 'in sync'
  expect "the view: connections, packets and bytes of the virtual service for each second: $second" \
    "$(echo "$second" | awk -v vip=$vip:8080 '$2 == vip && $6 != 0 && $7 != 0 && $9 != 0 { print "seen" }')" = seen
  expect 'the view: connections to both real servers for each second' \
    "$(echo "$second" | awk '/^  192.0.2.1[12]:8080 / && $5 != 0 { n++ } END { print n + 0 }')" -eq 2
  agent director status -o json
  says 'status: totals of packets in JSON' '"packets_in":'
}

# What the classic scripts set on a director has no effect on what IPVS sends on, and its drift is cosmetic.
forwarding() {
  director director-dr 192.0.2.11 192.0.2.12
  for host in rs1 rs2; do
    printf 'services: {web: {profile: dr, vips: [%s]}}\n' $vip >"$scratch/$host.yaml"
  done
  for host in $hosts; do start "$host" forwarding; done
  had=$(redirects)
  for forward in 0 1; do
    for redirect in 0 1; do
      now="ip_forward $forward, send_redirects $redirect"
      on director sh -c "echo $forward >/proc/sys/net/ipv4/ip_forward
        echo $redirect | tee /proc/sys/net/ipv4/conf/all/send_redirects >/proc/sys/net/ipv4/conf/eth0/send_redirects"
      expect "$now: clients are answered" "$(answers client 4 http://$vip:8080/)" = ' 2 rs1 2 rs2 '
      agent director verify
      expect "$now: verify: exit 0" "$code" -eq 0
    done
  done
  expect 'no redirect was sent' "$(redirects)" -eq "$had"
  agent director verify --strict
  expect 'strict: the drift is named' "$code" -eq 2
  watched
  for host in $hosts; do
    agent "$host" stop
    expect "$host: stop: exit 0" "$code" -eq 0
  done
}

balance DR director-dr dr -g ''
balance TUN director-tun tun -i ' --tun-type ipip'
forwarding
finish
