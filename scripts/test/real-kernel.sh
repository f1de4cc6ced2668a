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

# collect NAME:PID: waits for the test and says what it said.
collect() {
  name=${1%:*} code=0
  wait "${1#*:}" || code=$?
  sed "s|^|$name: |" "$scratch/$name"
  expect "$name" $code -eq 0
}

# One for each processor at a time, and one more, for they also wait.
set --
trap 'for job; do kill "${job#*:}"; done; exit 1' HUP INT TERM
for test in scripts/test/kernel/*.sh; do
  if [ $# -gt "$(nproc)" ]; then
    collect "$1"
    shift
  fi
  scripts/uml -t 600 "$test" >"$scratch/${test##*/}" 2>&1 &
  set -- "$@" "${test##*/}:$!"
done
for job; do collect "$job"; done
finish
