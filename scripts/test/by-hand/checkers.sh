#!/bin/sh
# Real health checkers beside lvs-agent in one IPVS table, with `weights: initial`, for scripts/uml: keepalived and
# ldirectord, each as it deletes a real server that is dead, and as it sets the weight of one to 0. Of the two it runs
# those that it is called with, or both. scripts/check leaves it out: the checks time out within seconds, and a busy
# machine looks like a dead real server.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

# No request is to be lost, however slow the machine is.
patience=30
vip=192.0.2.10
plug client eth0 192.0.2.100/24 br0
plug director eth0 192.0.2.1/24 br0
for n in 1 2; do
  plug rs$n eth0 192.0.2.1$n/24 br0
  web rs$n 80
  echo "services: {web: {profile: dr, vips: [$vip]}}" >"$scratch/rs$n.yaml"
  agent rs$n start
  expect "rs$n: start: exit 0" "$code" -eq 0
done
cat >"$scratch/director.yaml" <<YAML
services:
  lb:
    profile: director-dr
    device: eth0
    vips: [$vip]
    weights: initial
    virtual-servers:
      - {tcp: 80, scheduler: rr, real-servers: [192.0.2.11, 192.0.2.12]}
YAML

# A real server that lives has weight 3 with both. Their timeouts do not matter: a host whose web server has ended
# refuses at once.

# keepalived_config WORD: the word is inhibit_on_failure, or none.
keepalived_config() {
  cat <<CONF
virtual_server $vip 80 {
  delay_loop 1
  lb_algo rr
  lb_kind DR
  protocol TCP
$(for n in 1 2; do
    printf '  real_server 192.0.2.1%d 80 {\n    weight 3\n    %s\n' $n "$1"
    printf '    TCP_CHECK {\n      connect_timeout 30\n      retry 0\n    }\n  }\n'
  done)
}
CONF
}

# ldirectord_config QUIESCENT: yes or no.
ldirectord_config() {
  cat <<CONF
checkinterval = 1
checktimeout = 30
failurecount = 1
quiescent = $1
logfile = "$scratch/log"
virtual = $vip:80
    real = 192.0.2.11:80 gate 3
    real = 192.0.2.12:80 gate 3
    scheduler = rr
    protocol = tcp
    checktype = connect
CONF
}

keepalived_begins() {
  on director keepalived -C -n -l -D -f "$scratch/config" -p "$scratch/pid" -c "$scratch/pid.checkers" >>"$scratch/log" 2>&1 &
  soon has Activating || :
}

keepalived_ends() {
  kill "$(cat "$scratch/pid")"
  soon test ! -e "$scratch/pid" || :
}

ldirectord_begins() {
  on director ldirectord "$scratch/config" start >>"$scratch/log" 2>&1 || cat "$scratch/log"
  soon has 'Changed virtual\|Added virtual' || :
}

ldirectord_ends() {
  on director ldirectord "$scratch/config" stop >>"$scratch/log" 2>&1
  soon test ! -e /run/ldirectord.config.pid || :
}

# begins: the program does. What it writes from then on is in $scratch/log.
begins() {
  : >"$scratch/log"
  "${program}_begins"
}

has() {
  grep -q "$1" "$scratch/log"
}

# dies, lives: the web server of rs2. What it has just answered may end by itself.
dies() {
  # shellcheck disable=SC2046
  kill $(ip netns pids rs2) 2>/dev/null || :
}

lives() {
  on rs2 busybox httpd -p 80 -h "$scratch/rs2"
}

table() {
  on director ipvsadm -S -n
}

# weight: what rs2 has, or absent.
weight() {
  table | sed -n 's/.*-r 192.0.2.12:80 .*-w //p' | grep . || echo absent
}

is() {
  [ "$(weight)" = "$1" ]
}

# is_left_out: it is absent, because the checker that has just begun has found it dead, and the other one alive.
is_left_out() {
  case $program in keepalived) has 'Removing service' ;; ldirectord) table | grep -q '11:80 .*-w 3' ;; esac && is absent
}

# is_in_use: neither absent nor 0.
is_in_use() {
  case $(weight) in absent | 0) return 1 ;; esac
}

# has_begun: keepalived leaves the weights that are there, and ldirectord writes its own.
has_begun() {
  [ "$program" = keepalived ] || [ "$(table | grep -c -e '-w 3')" -eq 2 ]
}

# is_settled: ldirectord adds one after the other.
is_settled() {
  is_left_out && table | grep -q 192.0.2.11
}

# soon_so SENTENCE COMMAND…
soon_so() {
  sentence=$1
  shift
  expect "$now: $sentence" -z "$(soon "$@" || { table && cat "$scratch/log"; })"
}

# does COMMAND…: the agent does it, and exits with 0.
does() {
  agent director "$@"
  expect "$now: $*: exit 0" "$code" -eq 0
}

# changes_nothing COMMAND…
changes_nothing() {
  was=$(table)
  does "$@"
  expect "$now: $*: nothing is done" "$(echo "$out" | grep -c ipvsadm)" -eq 0
  expect "$now: $*: the table stays" "$(table)" = "$was"
}

# asking: requests without end, each of which begins after the last; their answers are in $scratch/asked.
asking() {
  : >"$scratch/asked"
  while [ ! -e "$scratch/enough" ]; do
    on client curl -s -m 30 http://$vip/ || echo lost
    sleep 0.3
  done >"$scratch/asked" &
  asking=$!
}

# none_lost: the requests since asking have all been answered by rs1.
none_lost() {
  touch "$scratch/enough"
  wait $asking
  rm "$scratch/enough"
  answers=$(sort "$scratch/asked" | uniq -c | tr -s ' \n' ' ')
  echo "$now: $answers"
  expect "$now: no request is lost" "${answers#* * }" = 'rs1 '
}

both_answer() {
  expect "$now: both real servers answer" "$(answers client 4 http://$vip/)" = ' 2 rs1 2 rs2 '
}

# beside NAME DEAD: what the checker makes of a real server that dies is left alone.
beside() {
  now="$1 begins"
  begins
  soon_so 'it has begun' has_begun
  both_answer
  now="$1: rs2 is dead"
  dies
  soon_so "its weight is $2" is "$2"
  asking
  changes_nothing verify
  changes_nothing start --unless-stopped
  none_lost
  was=$(table)
  does restart
  expect "$now: restart: the table is as it was" "$(table)" = "$was"
  now="$1: rs2 lives again"
  lives
  soon_so 'it is in use' is_in_use
  both_answer
}

# goes NAME: the checker ends, and takes the virtual service along.
goes() {
  now="$1 ends"
  "${program}_ends"
  expect "$now: the virtual service is gone" -z "$(table)"
  agent director verify
  expect "$now: verify: exit 2" "$code" -eq 2
  says "$now: it is said" "$vip:80"
  does start --unless-stopped
  both_answer
}

# returns NAME: it restarts, with a real server that is dead, once without and once with a start of ours between.
returns() {
  now="$1 restarts"
  begins
  dies
  soon_so 'a dead real server is left out' is_left_out
  "${program}_ends"
  begins
  soon_so 'it is left out again' is_settled
  asking
  changes_nothing start --unless-stopped
  none_lost
  now="$1 restarts, and lvs-agent is between"
  "${program}_ends"
  does start --unless-stopped
  expect "$now: all are there" "$(weight)" = 1
  begins
  soon_so 'it is left out once more' is_settled
  lives
  soon_so 'it comes back' is_in_use
}

# is_first: the checker has made the virtual service before us: it is the checker's until it is adopted.
is_first() {
  now="$program is first"
  begins
  soon_so 'its virtual service is there' is 3
  agent director start
  expect "$now: start: exit 2" "$code" -eq 2
  says "$now: it is said" 'it is not ours: adopt it'
  does adopt
  changes_nothing verify
  does stop
  "${program}_ends"
  same "$now: all is as before" director
}

before director
[ $# -gt 0 ] || set -- ldirectord keepalived
for program; do
  now="$program: lvs-agent is first"
  does start
  case $program in keepalived) how=inhibit_on_failure ;; ldirectord) how=yes ;; esac
  "${program}_config" "$how" >"$scratch/config"
  beside "$program, weight 0" 0
  goes "$program, weight 0"
  case $program in keepalived) how='' ;; ldirectord) how=no ;; esac
  "${program}_config" "$how" >"$scratch/config"
  beside "$program, deleted" absent
  "${program}_ends"
  does start --unless-stopped
  returns "$program, deleted"
  now="$program: lvs-agent stops first"
  does stop
  "${program}_ends"
  same "$now: all is as before" director
done
is_first
finish
