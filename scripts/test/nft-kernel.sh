#!/bin/sh
# What needs nftables beside ip_vs, in kernels of its own (scripts/qemu), one after the other. Left out unless QEMU is
# set: it fetches 97 MB and takes minutes.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/expect.sh

if [ -z "${QEMU:-}" ]; then
  echo 'left out: QEMU=1 runs it'
  exit
fi

# Renewed out here where that is due: what is written in there is lost.
scripts/lvs-agent --version >/dev/null

for test in scripts/test/kernel/nat*.sh scripts/test/kernel/systemd.sh scripts/test/kernel/two-roles.sh \
  scripts/test/kernel-nft/*.sh; do
  code=0
  scripts/qemu -t 1800 "$test" >"$scratch/test" 2>&1 || code=$?
  sed "s|^|${test##*/}: |" "$scratch/test"
  expect "${test##*/}" $code -eq 0
done
finish
