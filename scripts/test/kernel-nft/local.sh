#!/bin/sh
# Two hosts that are both director and real server of one VIP, for scripts/qemu: told apart by marks, as in
# examples/director-and-real-server.yaml, they balance once; told apart by address, one balances again what the other has
# balanced.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10
plug client eth0 192.0.2.100/24 br0 02:00:00:00:00:64
plug one eth0 192.0.2.21/24 br0 00:0c:29:4e:80:4a
plug two eth0 192.0.2.22/24 br0 00:0c:29:4e:80:4b
for host in one two; do web $host 3306; done

# configs FILE: of both hosts; the VIP is heard on the first, and the second would take over at any time.
configs() {
  cp "$scratch/$1.yaml" "$scratch/one.yaml"
  sed 's/device: eth0/&\n    addresses: external/' "$scratch/$1.yaml" >"$scratch/two.yaml"
}

frames() {
  cat /sys/class/net/*-eth0/statistics/rx_packets | awk '{ sum += $1 } END { print sum }'
}

# ask: ten requests; who answers is in $answers, how many frames it took in $crossed.
ask() {
  crossed=$(frames)
  answers=$(answers client 10 http://$vip:3306/)
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

example director-and-real-server example
{
  echo 'profiles: {by-address: {extends: director-dr, vip: {route: false}}}'
  sed 's/director-local/by-address/; /peers:/d; s/mark: 1/scheduler: rr/' "$scratch/example.yaml"
} >"$scratch/by-address.yaml"
configs by-address
both start
both verify
says 'by address: verify warns' 'service balance balances by address, and this host is also one of its real servers (service db)'
ask 'by address'
expect 'by address: connections are lost' "${answers#*lost}" != "$answers"
looping=$crossed
both stop
for host in one two; do same "$host: all is as before" $host; done

configs example
both start
both verify
expect 'by marks: verify warns of nothing' -z "$err"
expect 'by marks: one host answers ARP for the VIP' "$(holders client $vip)" = 00:0c:29:4e:80:4a
ask 'by marks'
expect 'by marks: all succeed, half of them on each' "$answers" = ' 5 one 5 two '
expect 'by marks: the frame count is that of ten requests' "$crossed" -le 170
expect 'by address: frames went to and fro' "$looping" -gt $((crossed + 30))
expect 'by marks: ipvsadm lists the mark' "$(on two ipvsadm -S -n | tr '\n' ' ')" = \
  '-A -f 1 -s wlc -a -f 1 -r 192.0.2.21:0 -g -w 1 -a -f 1 -r 192.0.2.22:0 -g -w 1 '

on one nft flush chain ip lvs-agent-balance prerouting
agent one verify
expect 'a rule taken out by hand is drift' "$code" -eq 2
agent one start
expect 'and a start mends it' "$code" -eq 0
ask 'mended'
expect 'mended: all succeed' "$answers" = ' 5 one 5 two '

agent one stop balance
cp "$scratch/example.yaml" "$scratch/two.yaml"
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
