#!/bin/sh
# The completions of bash, zsh and fish in the real shells, with names that nobody should execute.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/need.sh

share=$PWD/scripts/manual/target/share
ready() {
  need bash zsh fish bash-completion python3 ip && { [ -d "$share" ] || build; }
}
if [ "$(id -u)" -eq 0 ] && [ "${1:-}" != inside ]; then
  # what is missing cannot be fetched from inside
  ready || :
  exec unshare -mn "$0" inside
fi
. scripts/lib/expect.sh
ready || left_out 'bash, zsh and fish'

# A config in many forms of YAML, and a ledger; with names that are none, and would do something if a shell saw them.
boot=$(cat /proc/sys/kernel/random/boot_id)
evil="\$(touch $scratch/seen)" seen=seen-by-a-shell
mkdir -p "$scratch/etc" "$scratch/state/$boot/cookie-1"
cat >"$scratch/etc/a.yaml" <<TEXT
services:
  "web-1":
    profile: director-dr     # no: key
    virtual-servers:
    - tcp: 80
      real-servers:
      - 192.0.2.21
      - rip: 192.0.2.22
        weight: 3
      - {weight: 2, rip: "[2001:db8::21]:80"}
    - {tcp: 81, real-servers: [192.0.2.23,
        {rip: "2001:db8::24", weight: 2}]}
  $evil: {profile: dr}
  'web;3': {profile: dr}
  "web 4\`touch $scratch/seen\`": {profile: dr}
TEXT
cat >"$scratch/etc/b.yaml" <<'TEXT'
{services: {web2: {profile: dr, vips: [192.0.2.9]}}, profiles: {quiet: {extends: dr}}}
TEXT
printf 'clusters:\n  web-c:\n    real-servers: [192.0.2.25]\n' >"$scratch/etc/c.yaml"
printf 'lvs-agent-ledger\t1\nservice\tweb-old\tdr\t\tup\nservice\tweb%s\tdr\ndrain\ttcp 192.0.2.10:80 192.0.2.22:80\t3\nipvs server\ttcp 192.0.2.10:80 192.0.2.22:80\t\nend\t4\n' \
  "$evil" >"$scratch/state/$boot/cookie-1/ledger"
touch "$scratch/plain.yaml"
dr="-c $scratch/etc --state $scratch/state"
odd=''
if [ "$(id -u)" -eq 0 ]; then
  odd="uplink\$(x);y"
  mkdir -p /run/netns
  mount -t tmpfs names /run/netns
  touch /run/netns/blue "/run/netns/blue\$(touch $seen)"
  mount -t sysfs devices /sys
  ip link add "$odd" type veth peer name uplink0
fi

# What each shell makes of a line: its last word, or the candidates, sorted. `-` in the place of a line that stays.
cat >"$scratch/cases" <<TEXT
lvs-agent ver	verify
lvs-agent st	start status stop
lvs-agent help undr	undrain
lvs-agent start --no-	--no-drains --no-prune
lvs-agent stop --takeo	
lvs-agent -q stop --rem	--remove-vips
lvs-agent $dr start web	web-1 web-c web-old web2
lvs-agent start $dr web-	web-1 web-c web-old
lvs-agent --config=$scratch/etc --state=$scratch/state stop web-o	web-old
lvs-agent $dr drain 192	192.0.2.21 192.0.2.22 192.0.2.22:80 192.0.2.23 192.0.2.25
lvs-agent $dr drain 2001:db8::2	2001:db8::24
lvs-agent $dr probe --real-server 2001:	2001:db8::24
lvs-agent $dr undrain 192	192.0.2.22:80
lvs-agent -c $scratch/etc --state $scratch undrain 192.0.2.22	192.0.2.22
lvs-agent verify -o n	nagios
lvs-agent start -o nag	
lvs-agent start -o j	json
lvs-agent import --kind 	ipvsadm keepalived ldirectord piranha script
lvs-agent import --kind l	ldirectord
lvs-agent start --profile dr-u	dr-uplink
lvs-agent $dr profiles q	quiet
lvs-agent check --no-prune	
TEXT
cases=$(wc -l <"$scratch/cases")
expect 'there are cases' "$cases" -ge 20
tab=$(printf '\t')

# bash: the function itself, with the words as readline splits them.
cat >"$scratch/call.bash" <<'TEXT'
source "$1/bash-completion/completions/lvs-agent"
while IFS= read -r line; do
  COMP_LINE=$line COMP_POINT=${#line} COMP_WORDS=() rest=$line
  while [[ $rest ]]; do
    if [[ $rest =~ ^\ +(.*) ]]; then
      rest=${BASH_REMATCH[1]}
      [[ $rest ]] || COMP_WORDS+=('')
    else
      [[ $rest =~ ^([=:]+|[^=:\ ]+)(.*) ]]
      COMP_WORDS+=("${BASH_REMATCH[1]}") rest=${BASH_REMATCH[2]}
    fi
  done
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _lvs_agent lvs-agent
  # bash replaces what is behind the last colon
  word=${line##* } kept=''
  if [[ $word == *:* ]]; then kept=${word%"${word##*:}"}; fi
  printf '%s\n' "${COMPREPLY[@]/#/$kept}" | sort | paste -sd ' '
done
TEXT
cut -f 1 "$scratch/cases" >"$scratch/lines"
run bash -c "bash '$scratch/call.bash' '$share' <'$scratch/lines'"
echo "$out" >"$scratch/bash"
run sh -c "python3 scripts/lib/complete.py zsh '$share' <'$scratch/lines'"
echo "zsh: ${out##*
}"
echo "$out" | head -n "$cases" | awk -F '\t' '{ n = split($3, hit, "|"); s = ""; for (i = 1; i <= n; i++) print NR "\t" hit[i] }' >"$scratch/hits"
for number in $(seq "$cases"); do
  awk -F '\t' -v n="$number" '$1 == n { print $2 }' "$scratch/hits" | LC_ALL=C sort | paste -sd ' '
done >"$scratch/zsh"
cat >"$scratch/call.fish" <<'TEXT'
source $argv[1]/fish/vendor_completions.d/lvs-agent.fish
while read -l line
    complete -C "$line" | string split -f 1 \t | sort | paste -sd ' '
end
TEXT
run sh -c "fish --no-config '$scratch/call.fish' '$share' <'$scratch/lines'"
echo "$out" >"$scratch/fish"
number=0
while IFS=$tab read -r line wanted; do
  number=$((number + 1))
  for shell in bash zsh fish; do
    got=$(sed -n "${number}p" "$scratch/$shell")
    expect "$shell: $line: $got" "$(echo "$got" | tr ' ' '\n' | LC_ALL=C sort | paste -sd ' ')" = "$wanted"
  done
done <"$scratch/cases"

# Whole lines on a terminal: options with =, files, and names that have to be quoted.
lines() {
  cat <<TEXT
lvs-agent $dr stop web-o
lvs-agent --config=$scratch/pl
lvs-agent -c $scratch/pl
lvs-agent --state=$scratch/st
lvs-agent start --outp
lvs-agent start --output=js
lvs-agent $dr probe --real-server=2001:
TEXT
  if [ "$odd" ]; then
    echo 'lvs-agent start --uplink uplink$'
    echo 'lvs-agent start --uplink uplink\$'
    echo 'lvs-agent --netns blue'
  fi
}
for shell in bash zsh; do
  lines >"$scratch/lines"
  run sh -c "python3 scripts/lib/complete.py $shell '$share' <'$scratch/lines'"
  expect "$shell: completes on a terminal" "$code" -eq 0
  echo "$shell: ${out##*
}"
  echo "$out" | cut -f 2 | sed 's/ *$//' >"$scratch/became"
  is() { expect "$shell: $1" "$(grep -cxF -e "$1" "$scratch/became")" -ge 1; }
  is "lvs-agent $dr stop web-old"
  is "lvs-agent --config=$scratch/plain.yaml"
  is "lvs-agent -c $scratch/plain.yaml"
  is "lvs-agent --state=$scratch/state/"
  is 'lvs-agent start --output='
  is 'lvs-agent start --output=json'
  is "lvs-agent $dr probe --real-server=2001:db8::24"
  if [ "$odd" ]; then is 'lvs-agent start --uplink uplink\$\(x\)\;y'; fi
done
# shellcheck disable=SC2016
if [ "$odd" ]; then
  run fish --no-config -c 'source $argv[1]; complete -C "lvs-agent start --uplink u"' "$share/fish/vendor_completions.d/lvs-agent.fish"
  expect 'fish: a device with an odd name' "$(echo "$out" | cut -f 1 | grep -cxF -e "$odd")" -eq 1
  run fish --no-config -c 'source $argv[1]; complete -C "lvs-agent --netns blue"' "$share/fish/vendor_completions.d/lvs-agent.fish"
  expect 'fish: namespaces' "$(echo "$out" | wc -l)" -eq 2
fi
expect 'nothing of a name was executed' ! -e "$scratch/seen" -a ! -e "$seen"
expect 'no shell wrote of an error' "$(grep -c 'error\|not found' "$scratch/bash" "$scratch/zsh" "$scratch/fish" | grep -vc ':0$')" -eq 0

# What the names cost. Other tests may be running, so that only a much slower answer fails, by its time on the CPU.
names=$(sed 's/@profiles@/dr tun/' scripts/completion/names)
run bash -c 'TIMEFORMAT="%R %U %S"; time for i in 1 2 3 4 5 6 7 8 9 10; do sh -c "$@" >/dev/null; done' \
  cost "$names" names services "$scratch/etc" "$scratch/state"
echo "$err" | awk '{ printf "names of services: %.0f ms, of which %.0f ms on the CPU\n", $1 * 100, ($2 + $3) * 100 }'
expect 'names cost little' "$(echo "$err" | awk '{ print int(($2 + $3) * 100) }')" -le 100
finish
