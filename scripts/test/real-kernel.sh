#!/bin/sh
# What needs a kernel with ip_vs and ipip, in kernels of its own (scripts/uml), one for each test. Where their package
# cannot be had the tests are left out; with CI set that is a failure.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/expect.sh

# Renewed out here where that is due: what is written in there is lost.
scripts/lvs-agent --version >/dev/null

run scripts/uml true
if [ "$code" -eq 69 ] && [ -z "${CI:-}" ]; then
  echo "left out: $err"
  exit
fi
expect 'a kernel boots' "$code" -eq 0

# collect NAME PID: waits for the test and says what it said.
collect() {
  code=0
  wait "$2" || code=$?
  sed "s|^|$1: |" "$scratch/$1"
  expect "$1" $code -eq 0
}

# One for each processor at a time, and one more, for they also wait.
machines='' running=0
# shellcheck disable=SC2086
trap 'kill $machines; exit 1' HUP INT TERM
set --
for test in scripts/test/kernel/*.sh; do
  if [ $running -gt "$(nproc)" ]; then
    collect "$1" "$2"
    shift 2
    running=$((running - 1))
  fi
  name=${test##*/}
  scripts/uml -t 600 "$test" >"$scratch/$name" 2>&1 &
  set -- "$@" "$name" $!
  machines="$machines $!" running=$((running + 1))
done
while [ $# -gt 0 ]; do
  collect "$1" "$2"
  shift 2
done
finish
