#!/bin/sh
# A sample of scripts/inject, always the same.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/expect.sh

[ "$(id -u)" -eq 0 ] || left_out 'root'

run scripts/inject --sample 36
printf '%s\n' "$out" | grep '^inject:' || :
expect 'no law is broken, and nothing is in the way' "$code" -eq 0
[ "$code" -eq 0 ] || printf '%s\n' "$out"
finish
