#!/bin/sh
# Two hosts that are both director and real server of one VIP, for scripts/qemu: told apart by marks they balance once,
# told apart by address what one has balanced the other balances again.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10
ip link add br0 type bridge
ip link set br0 up
plug() {
  host "$1"
  ip link add "$1" type veth peer name eth0 address "$3" netns "$1"
  ip link set "$1" master br0 up
  on "$1" ip address add "$2/24" dev eth0
  on "$1" ip link set eth0 up
  carrier "$1" eth0
}
plug client 192.0.2.100 02:00:00:00:00:64
plug one 192.0.2.21 02:00:00:00:00:21
plug two 192.0.2.22 02:00:00:00:00:22
for host in one two; do
  mkdir "$scratch/$host"
  echo $host >"$scratch/$host/index.html"
  on $host busybox httpd -p 3306 -h "$scratch/$host"
done

# configs PROFILE MORE MARK: of both hosts; the VIP is heard on the first, and the second would take over at any time.
configs() {
  for host in one two; do
    [ $host = one ] && holder=ours || holder=external
    cat >"$scratch/$host.yaml" <<YAML
profiles:
  by-address: {extends: director-dr, vip: {route: false}}
services:
  db:
    profile: dr
    vips: [$vip]
  balance:
    profile: $1
    device: eth0
    addresses: $holder
    vips: [$vip]
    $2
    virtual-servers:
      - {tcp: 3306, scheduler: rr, real-servers: [192.0.2.21, 192.0.2.22]$3}
YAML
  done
}

frames() {
  cat /sys/class/net/client/statistics/rx_packets /sys/class/net/one/statistics/rx_packets \
    /sys/class/net/two/statistics/rx_packets | awk '{ sum += $1 } END { print sum }'
}

# ask: ten requests; who answers is in $answers, how many frames it took in $crossed.
ask() {
  crossed=$(frames)
  answers=$(for _ in 1 2 3 4 5 6 7 8 9 10; do on client curl -s -m 1 http://$vip:3306/ || echo lost; done | sort | uniq -c | tr -s ' \n' ' ')
  crossed=$(($(frames) - crossed))
  echo "$1: $answers, $crossed frames"
}

both() {
  for host in one two; do
    agent $host "$1"
    expect "$host: $1: exit 0" "$code" -eq 0
  done
}

for host in one two; do before $host; done

configs by-address '' ''
both start
both verify
says 'by address: verify warns' 'service balance balances by address, and this host is a real server of it, too (service db)'
ask 'by address'
expect 'by address: connections are lost' "${answers#*lost}" != "$answers"
looping=$crossed
both stop
for host in one two; do same "$host: all is as before" $host; done

configs director-local 'peers: ["02:00:00:00:00:21", "02:00:00:00:00:22"]' ', mark: 1'
both start
both verify
expect 'by marks: verify warns of nothing' -z "$err"
run on client arping -b -w 1 -I eth0 $vip
expect 'by marks: one host answers ARP for the VIP' "$(printf '%s\n' "$out" | grep -o '\[.*\]' | sort -u)" = '[02:00:00:00:00:21]'
ask 'by marks'
expect 'by marks: all succeed, half of them on each' "$answers" = ' 5 one 5 two '
expect 'by marks: the frame count is that of ten requests' "$crossed" -le 170
expect 'by address: frames went to and fro' "$looping" -gt $((crossed + 30))
expect 'by marks: ipvsadm lists the mark' "$(on two ipvsadm -S -n | tr '\n' ' ')" = \
  '-A -f 1 -s rr -a -f 1 -r 192.0.2.21:0 -g -w 1 -a -f 1 -r 192.0.2.22:0 -g -w 1 '

on one nft flush chain ip lvs-agent-balance prerouting
agent one verify
expect 'a rule taken out by hand is drift' "$code" -eq 2
agent one start
expect 'and a start mends it' "$code" -eq 0
ask 'mended'
expect 'mended: all succeed' "$answers" = ' 5 one 5 two '

agent one stop balance
sed -i 's/external/ours/' "$scratch/two.yaml"
agent two start balance
expect 'the other takes over' "$code" -eq 0
ask 'taken over'
expect 'taken over: all succeed' "$answers" = ' 5 one 5 two '
both stop
for host in one two; do
  same "$host: all is as before" $host
  expect "$host: no table is left" -z "$(on $host nft list ruleset)"
done
finish
