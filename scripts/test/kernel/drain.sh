#!/bin/sh
# What a director says of its table and how it takes a real server out of use, with the real ip_vs, for scripts/uml.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

plug client eth0 192.0.2.100/24 br0
plug director eth0 192.0.2.1/24 br0
plug rs eth0 192.0.2.21/24 br0
echo 'services: {web: {profile: dr, vips: [192.0.2.10]}}' >"$scratch/rs.yaml"
agent rs start
cat >"$scratch/director.yaml" <<YAML
services:
  web:
    profile: director-dr
    device: eth0
    vips: [192.0.2.10]
    timeouts: {tcp-fin: 1}
    virtual-servers:
      - {tcp: 9000, scheduler: wrr, real-servers: [{rip: 192.0.2.21, weight: 3}]}
YAML
agent director start
expect 'start: exit 0' "$code" -eq 0

listens() { on rs cat /proc/net/tcp /proc/net/tcp6 | grep -q ':2328 .* 0A '; } # 9000, TCP_LISTEN
established() { on director ipvsadm -Lnc | grep -q ESTABLISHED; }
sleep 300 | on rs busybox nc -l -p 9000 >/dev/null &
expect 'the real server listens' "$(soon listens && echo yes)" = yes
mkfifo "$scratch/said"
on client busybox nc 192.0.2.10 9000 <"$scratch/said" >/dev/null &
client=$!
exec 9>"$scratch/said"
echo hello >&9
expect 'a client is connected' "$(soon established && echo yes)" = yes

agent director connections web
expect 'connections: exit 0' "$code" -eq 0
says 'it is listed' '192.0.2.10:9000 192.0.2.21:9000'
agent director connections -o json
says 'for machines, too' '"destination":"192.0.2.21:9000"'
agent director status
says 'status counts it' '192.0.2.21:9000 direct weight 3 1 active 0 inactive'
agent director drain 192.0.2.21 --timeout 1
expect 'drain: a connection that stays: exit 2' "$code" -eq 2
says 'and is counted' '1 connection left'
expect 'no new ones' "$(on director ipvsadm -S -n | grep -c -- '-r 192.0.2.21:9000 -g -w 0')" -eq 1
agent director status
says 'status says that it is drained' 'drained'
agent director verify
expect 'it is no drift' "$code" -eq 0
agent director start
expect 'a start leaves it' "$(on director ipvsadm -S -n | grep -c -- '-w 0')" -eq 1
exec 9>&-
agent director drain 192.0.2.21 --timeout 60
expect 'drain: the connection ends: exit 0' "$code" -eq 0
wait $client || :
agent director undrain 192.0.2.21:9000
expect 'undrain: exit 0' "$code" -eq 0
expect 'it has its weight back' "$(on director ipvsadm -S -n | grep -c -- '-w 3')" -eq 1
on director ipvsadm -S -n >"$scratch/saved"
run scripts/lvs-agent import "$scratch/saved" --device eth0
expect 'import: exit 0' "$code" -eq 0
printf '%s\n' "$out" >"$scratch/director.yaml"
agent director start
expect 'what was imported starts' "$code" -eq 0
expect 'in the place of the other service, and the table is the same' "$(on director ipvsadm -S -n)" = "$(cat "$scratch/saved")"

on director ipvsadm -C
agent director start
expect 'somebody emptied the table, start mends it' "$(on director ipvsadm -S -n)" = "$(cat "$scratch/saved")"
rm -r /run/lvs-agent
agent director verify
expect 'the ledger is lost: verify exits 2' "$code" -eq 2
says 'and says what to do' 'it is not ours: adopt it'
agent director adopt
says 'adopt says what it takes' 'adopted ipvs service tcp 192.0.2.10:9000 and'
agent director stop
expect 'stop: exit 0' "$code" -eq 0
expect 'the table is empty' -z "$(on director ipvsadm -S -n)"
# adopt takes no parameters over: with this one there is something to undo
on director sysctl -qw net.ipv4.ip_forward=0
# a kernel that loads no more modules lacks every scheduler that nothing has used yet
sed -i 's/wrr/twos/' "$scratch/director.yaml"
sysctl -qw kernel.modprobe=/bin/false
agent director start
expect 'a scheduler that the kernel lacks: exit 69' "$code" -eq 69
says 'and is named' 'module ip_vs_twos'
expect 'nothing was written' "$(on director cat /proc/sys/net/ipv4/ip_forward)" -eq 0
expect 'nothing is left of it' -z "$(on director ip -o address show to 192.0.2.10)"
finish
