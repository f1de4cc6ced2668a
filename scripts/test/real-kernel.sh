#!/bin/sh
# What needs a kernel with ip_vs and ipip, in kernels of its own (scripts/uml), one for each test. Where their package
# cannot be had the tests are left out; with CI set that is a failure.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/expect.sh

# Renewed out here where that is due: what is written in there is lost.
scripts/lvs-agent --version >/dev/null

run scripts/uml -t 1800 true
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

# enough NAME:PID…: there is one for each processor at work.
enough() {
  count=0
  for job; do if kill -0 "${job#*:}" 2>/dev/null; then count=$((count + 1)); fi; done
  [ $count -ge "$(nproc)" ]
}

# The longest first, and half an hour for each, which a busy machine may need.
set --
trap 'for job; do kill "${job#*:}" 2>/dev/null || :; done; exit 1' HUP INT TERM
# shellcheck disable=SC2045
for test in $(ls -S scripts/test/kernel/*.sh); do
  while enough "$@"; do sleep 0.2; done
  scripts/uml -t 1800 "$test" >"$scratch/${test##*/}" 2>&1 &
  set -- "$@" "${test##*/}:$!"
done
for job; do collect "$job"; done
finish
