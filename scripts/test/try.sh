#!/bin/sh
# The demonstration, as an ordinary user where we are root: every proof holds, and interrupted it leaves nothing.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/expect.sh

as_user=''
if [ "$(id -u)" -eq 0 ]; then as_user='setpriv --reuid 65534 --regid 65534 --clear-groups'; fi
# A checkout below /root is root's alone.
if ! $as_user test -x "$PWD/scripts/try"; then as_user=''; fi
# shellcheck disable=SC2086
run $as_user scripts/try
expect 'every proof holds' "$code" -eq 0
expect 'it says how many' "${out#* proofs held, 0 failed}" != "$out"
[ "$code" -eq 0 ] || printf '%s\n' "$out"

# shellcheck disable=SC2086
setpriv --pdeathsig KILL $as_user scripts/try >"$scratch/out" 2>"$scratch/err" </dev/null &
lab=$!
for _ in $(seq 600); do
  if grep -q '^2\.' "$scratch/out"; then break; fi
  sleep 0.2
done
servers=$(pgrep -P $lab -f http.server | tr '\n' ' ')
kill $lab
code=0
wait $lab || code=$?
expect 'it has two web servers' "$(echo "$servers" | wc -w)" -eq 2
expect 'interrupted, it says so' "$(cat "$scratch/err")" = 'try: stopped before the end; the lab is gone'
expect 'and exits like it' $code -eq 143
left=''
for id in $servers; do if grep -qs http.server "/proc/$id/cmdline"; then left="$left $id"; fi; done
expect 'with them gone' -z "$left"
finish
