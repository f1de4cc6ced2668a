#!/bin/sh
# A watch on a director beside ipvsadm, drains and other runs, with the real ip_vs, for scripts/uml: what sends no event
# is polled, and what was said by hand holds.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10
plug client eth0 192.0.2.100/24 br0
plug director eth0 192.0.2.1/24 br0
for n in 1 2; do
  plug rs$n eth0 192.0.2.2$n/24 br0
  web rs$n 80
  echo "services: {web: {profile: dr, vips: [$vip]}}" >"$scratch/rs$n.yaml"
  agent rs$n start
done
cat >"$scratch/director.yaml" <<YAML
services:
  web:
    profile: director-dr
    device: eth0
    vips: [$vip]
    timeouts: {tcp-fin: 1}
    virtual-servers:
      - {tcp: 80, scheduler: rr, real-servers: [{rip: 192.0.2.21, weight: 3}, 192.0.2.22]}
YAML

# events WORD: how often the watch has told of it.
events() {
  grep -c "\"event\":\"$1\"" "$scratch/events" || :
}
happened() {
  [ "$(events "$1")" -ge "$2" ]
}
# table WORDS: the rows of the table with these words.
table() {
  on director ipvsadm -S -n | grep -c -e "$1" || :
}
has() {
  [ "$(table "$1")" -ge "$2" ]
}
lacks() {
  [ "$(table "$1")" -eq 0 ]
}

before director
: >"$scratch/events"
scripts/lvs-agent --netns director -c "$scratch/director.yaml" -o json watch --repair --interval 1 >"$scratch/events" &
watch=$!
expect 'watch: it starts the service' "$(soon happened repaired 1 && echo yes)" = yes
expect 'the client is served by both' "$(answers client 4 http://$vip/)" = ' 2 rs1 2 rs2 '

on director ipvsadm -C
expect 'a table that was cleared is back' "$(soon has '-a ' 2 && echo yes)" = yes
expect 'and serves' "$(answers client 4 http://$vip/)" = ' 2 rs1 2 rs2 '
on director ipvsadm -e -t $vip:80 -r 192.0.2.21 -g -w 9
expect 'a weight is back' "$(soon has '-w 3' 1 && echo yes)" = yes

agent director drain 192.0.2.21 --timeout 20
expect 'drain beside it: exit 0' "$code" -eq 0
sleep 2
expect 'a drain holds' "$(table '-w 0')" -eq 1
on director ipvsadm -C
expect 'what is drained comes back drained' "$(soon has '-r 192.0.2.21:80 -g -w 0' 1 && echo yes)" = yes
expect 'the client is served by the other' "$(answers client 2 http://$vip/)" = ' 2 rs2 '
agent director undrain 192.0.2.21
expect 'undrain beside it: exit 0' "$code" -eq 0
sleep 2
expect 'the weight stays' "$(table '-w 3')" -eq 1

for command in restart stop; do
  agent director $command
  expect "$command beside it: exit 0" "$code" -eq 0
done
sleep 2
expect 'what was stopped by hand stays down' "$(table '-A')" -eq 0
same 'and all is as before' director
agent director start
expect 'start beside it: exit 0' "$code" -eq 0
agent director verify
expect 'in sync' "$code" -eq 0
expect 'no conflict so far' "$(events conflict)" -eq 0
expect 'nothing failed' "$(events failed)" -eq 0
# what was undone so far counts no more
kill -HUP $watch
expect 'a reload is told' "$(soon happened reloaded 1 && echo yes)" = yes
repaired=$(events repaired)

# Somebody who writes another weight again and again wins for a minute.
touch "$scratch/foe"
while [ -e "$scratch/foe" ]; do
  on director ipvsadm -e -t $vip:80 -r 192.0.2.21 -g -w 7
  sleep 0.5
done &
foe=$!
# a busy kernel reads its table less often than every two seconds
expect 'somebody who goes on is a conflict' "$({ soon happened conflict 1 || soon happened conflict 1; } && echo yes)" = yes
expect 'that was mended before' "$(events repaired)" -ge "$((repaired + 3))"
sleep 2
rm "$scratch/foe"
wait $foe || :
sleep 2
expect 'the weight is left' "$(table '-w 7')" -eq 1
on director ipvsadm -d -t $vip:80 -r 192.0.2.22
expect 'what else is lost is not' "$(soon has '-r 192.0.2.22:80' 1 && echo yes)" = yes
kill -HUP $watch
expect 'somebody who reloads has seen to it' "$(soon lacks '-w 7' && echo yes)" = yes

kill $watch
code=0
wait $watch || code=$?
expect 'it ends: exit 0' $code -eq 0
expect 'and says so last' "$(tail -n 1 "$scratch/events" | grep -c '"event":"stopped"')" -eq 1
expect 'the table stays' "$(table '-a ')" -eq 2
agent director stop
same 'after a stop all is as before' director
finish
