#!/bin/sh
# What a director's table does to traffic, and what lasts when it changes, with the real ip_vs, for scripts/uml: marks,
# persistence, one-packet, a held connection, services of others, and a second director that hears of connections.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10
plug client eth0 192.0.2.100/24 br0
plug lb1 eth0 192.0.2.1/24 br0
plug lb2 eth0 192.0.2.2/24 br0
for n in 1 2; do
  host=rs$n
  plug $host eth0 192.0.2.1$n/24 br0
  web $host 8000 8001 8080
  on $host busybox nc -ll -p 9000 -e cat &
  echo "services: {web: {profile: dr, vips: [$vip]}}" >"$scratch/$host.yaml"
  agent $host start
  expect "$host: start: exit 0" "$code" -eq 0
done

# director HOST STATE WEIGHT MORE: its config; STATE of its sync daemon, WEIGHT of those that hold connections.
director() {
  cat >"$scratch/$1.yaml" <<YAML
services:
  lb:
    profile: director-dr
    device: eth0
    vips: [$vip]
    $4
    sync: {$2: {interface: eth0, id: 7}}
    virtual-servers:
      - {fwmark: 9, scheduler: rr, real-servers: [192.0.2.11, 192.0.2.12]}
      - {tcp: 8080, scheduler: rr, persistent: 300, real-servers: [192.0.2.11, 192.0.2.12]}
      - {udp: 5353, scheduler: rr, one-packet: true, real-servers: [192.0.2.11, 192.0.2.12]}
      - {tcp: 9000, scheduler: wrr, real-servers: [{rip: 192.0.2.11, weight: $3}, {rip: 192.0.2.12, weight: $3}]}
      - tcp: 7000
        real-servers:
          - {rip: 192.0.2.31, method: tunnel, tunnel: gue, tunnel-port: 6080, checksum: remote}
          - {rip: 192.0.2.32, method: tunnel, tunnel: gre}
YAML
}

# shellcheck disable=SC2016
datagrams() {
  on "$1" awk '/^Udp: [0-9]/ { print $3 }' /proc/net/snmp
}

# echoed WORD: it comes back over the held connection.
echoed() {
  echo "$1" >&9
  soon grep -q "$1" "$scratch/echoed" && echo yes || echo no
}

# A kernel without ip_vs.
director lb1 master 1 'timeouts: {tcp-fin: 60}'
before lb1
mount -t tmpfs none "/lib/modules/$(uname -r)"
agent lb1 start
umount "/lib/modules/$(uname -r)"
expect 'without the module: exit 69' "$code" -eq 69
says 'that names it' 'kernel module ip_vs'
same 'and nothing is changed' lb1

# Others were here first, one of them at a port of ours.
on lb1 ipvsadm -R <<TEXT
-A -t 192.0.2.99:80 -s rr
-a -t 192.0.2.99:80 -r 192.0.2.12:80 -g -w 5
-A -t $vip:7000 -s wlc
TEXT
theirs=$(on lb1 ipvsadm -S -n)
before lb1
agent lb1 start
expect "somebody else's service at a port of ours: exit 2" "$code" -eq 2
says 'it is named' "ipvs service tcp $vip:7000 is wlc"
expect 'and left' "$(on lb1 ipvsadm -S -n | grep -c -- "-a -t $vip:7000")" -eq 0
on lb1 ipvsadm -D -t $vip:7000
agent lb1 start
expect 'it is gone, ours is made: exit 0' "$code" -eq 0
expect 'tunnels by GUE and GRE are written' "$(on lb1 ipvsadm -S -n | grep -- "-a -t $vip:7000" | cut -d ' ' -f 6- | tr '\n' ' ')" = \
  '-i -w 1 --tun-type gue --tun-port 6080 --tun-remcsum -i -w 1 --tun-type gre --tun-nocsum '
on lb1 ipvsadm -S -n >"$scratch/table"
agent lb1 start -o json
says 'a start with nothing to do changes nothing' '"changed":false'
says 'nothing at all' '"changes":[]'
expect 'no line of the table' "$(on lb1 ipvsadm -S -n)" = "$(cat "$scratch/table")"

on lb1 tc qdisc add dev eth0 ingress
for port in 8000 8001; do
  on lb1 tc filter add dev eth0 parent ffff: protocol ip u32 match ip dport $port 0xffff action skbedit mark 9
done
expect 'two ports of one mark take turns together' "$(answers client 3 http://$vip:8000/ http://$vip:8001/)" = ' 3 rs1 3 rs2 '
case $(answers client 6 http://$vip:8080/) in
  ' 6 rs1 ' | ' 6 rs2 ') expect 'a persistent client stays with its real server' 0 -eq 0 ;;
  *) expect 'a persistent client stays with its real server' 0 -eq 1 ;;
esac
# Nobody listens: the kernel counts them, and its refusals come as errors of the next write.
# shellcheck disable=SC2016
on client bash -c 'exec 5>/dev/udp/$0/5353; for n in 1 2 3 4 5 6; do echo $n >&5 || echo $n >&5; done' $vip 2>/dev/null
expect 'datagrams of one client take turns' "$(datagrams rs1) $(datagrams rs2)" = '3 3'

# A connection is held.
mkfifo "$scratch/said"
on client busybox nc $vip 9000 <"$scratch/said" >"$scratch/echoed" &
exec 9>"$scratch/said"
expect 'a connection' "$(echoed one)" = yes
held=$(on lb1 ipvsadm -lcn | awk '/ESTABLISHED/ { print $4, $5, $6 }')
director lb1 master 7 'timeouts: {tcp-fin: 60}'
agent lb1 start
expect 'another weight: exit 0' "$code" -eq 0
expect 'is written' "$(on lb1 ipvsadm -S -n | grep -c -- '-w 7')" -eq 2
expect 'the connection goes on' "$(echoed two)" = yes
agent lb1 restart
expect 'restart: exit 0' "$code" -eq 0
expect 'the connection goes on after it' "$(echoed three)" = yes
expect 'by the same entry' "$(on lb1 ipvsadm -lcn | awk '/ESTABLISHED/ { print $4, $5, $6 }')" = "$held"
expect 'others are as they were' "$(on lb1 ipvsadm -S -n | grep '192.0.2.99')" = "$(echo "$theirs" | grep '192.0.2.99')"

# The other director, whose VIP somebody else holds.
director lb2 backup 1 'addresses: external'
agent lb2 start
expect 'the other director: exit 0' "$code" -eq 0
heard() {
  echo more >&9
  on lb2 ipvsadm -lcn | grep -q ESTABLISHED
}
expect 'it hears of the connection' "$(soon heard && echo yes)" = yes
agent lb2 connections lb
says 'and lists it' "$held"

# Somebody puts a real server into one of our virtual services.
on lb1 ipvsadm -a -t $vip:8080 -r 192.0.2.99:8080 -g
agent lb1 stop
expect 'somebody else in a virtual service: exit 0' "$code" -eq 0
says 'it says what stays' "ipvs service tcp $vip:8080 stays: real server 192.0.2.99:8080 is in it"
expect 'with that real server alone' "$(on lb1 ipvsadm -S -n | grep -- "$vip" | tr '\n' ' ')" = \
  "-A -t $vip:8080 -s rr -p 300 -a -t $vip:8080 -r 192.0.2.99:8080 -g -w 1 "
agent lb1 status
expect 'status meanwhile: 1' "$code" -eq 1
on lb1 ipvsadm -d -t $vip:8080 -r 192.0.2.99:8080
agent lb1 stop
expect 'the next stop: exit 0' "$code" -eq 0
on lb1 tc qdisc del dev eth0 ingress
on lb1 ipvsadm -A -t $vip:7000 -s wlc
same 'all is as before, of others and of us' lb1
on lb2 ip address add $vip/32 dev eth0
on lb2 arping -q -U -c 1 -I eth0 $vip
expect 'the connection goes on through the other director' "$(echoed four)" = yes
finish
