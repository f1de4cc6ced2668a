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

jobs='' machines=''
# shellcheck disable=SC2086
trap 'kill $machines; exit 1' HUP INT TERM
for test in scripts/test/kernel/*.sh; do
  name=${test##*/}
  scripts/uml -t 600 "$test" >"$scratch/$name" 2>&1 &
  jobs="$jobs $name:$!" machines="$machines $!"
done
for job in $jobs; do
  code=0
  wait "${job#*:}" || code=$?
  sed "s|^|${job%:*}: |" "$scratch/${job%:*}"
  expect "${job%:*}" $code -eq 0
done
finish
