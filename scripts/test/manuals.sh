#!/bin/sh
# The manual pages: mandoc finds no fault with them, and a terminal of 80 columns has room for every line.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/need.sh
. scripts/lib/expect.sh

need mandoc || left_out 'mandoc'
[ -d scripts/manual/target/share ] || build

cd scripts/manual/target/share/man
expect 'there are pages' "$(find . -type f | wc -l)" -ge 21
for page in man*/*; do
  run mandoc -T lint -W warning "$page"
  expect "$page: no warning: $out" "$code$out" = 0
  mandoc -T utf8 -O width=80 "$page" | sed "s/.$(printf '\b')//g" >"$scratch/text"
  expect "$page: no line is wider than 80 columns" "$(LC_ALL=C.UTF-8 grep -E '.{81}' "$scratch/text")" = ''
  expect "$page: its last section names other pages" "$(tail -n 4 "$scratch/text" | grep -c '([1578])')" -ge 2
done

# The check finds faults.
sed 's/\\fB/\\fQ/' man8/lvs-agent.8 >"$scratch/bad.8"
run mandoc -T lint -W warning "$scratch/bad.8"
expect 'a page with a fault is found' "$code" -ne 0
finish
