#!/bin/sh
# Installing into a folder, running from there, and taking it away again.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/expect.sh

into=$scratch/into
mkdir -p "$into/etc/lvs-agent"
echo 'services: {}' >"$into/etc/lvs-agent/mine.yaml"
before=$(cd "$into" && find . | sort)

run scripts/install --destdir "$into" --prefix /opt/lvs
expect 'installs' "$code" -eq 0
expect 'the units name the prefix' "$(grep -c '^ExecSt.*=/opt/lvs/bin/lvs-agent' "$into/etc/systemd/system/lvs-agent.service")" -eq 2
expect 'nothing names another' -z "$(grep -rl /usr/local "$into/etc")"
run "$into/opt/lvs/bin/lvs-agent" --version
expect 'runs from there' "$code" -eq 0
expect 'with an archive for it' -n "$(find "$into/opt/lvs/lib/lvs-agent/archive" -type f)"
run scripts/install --destdir "$into" --prefix /opt/lvs
expect 'installs over itself' "$code" -eq 0
run scripts/install --destdir "$into" --prefix /opt/lvs --uninstall
expect 'uninstalls' "$code" -eq 0
expect 'leaves nothing but the config' "$(cd "$into" && find . | sort)" = "$before"
run scripts/install --destdir "$into" --prefix /opt/lvs --uninstall
expect 'uninstalling nothing is an error' "$code" -eq 1

mkdir -p "$into/etc/init.d"
echo 'VIP=192.0.2.10; ifconfig lo:0 192.0.2.10' >"$into/etc/init.d/lvs_real"
run scripts/install --destdir "$into"
expect 'a classic init script is kept' "$(grep -c ifconfig "$into/etc/init.d/lvs_real")" -eq 1
expect 'and ours is put beside' -x "$into/usr/local/share/doc/lvs-agent/examples/lvs_real"
expect 'units where systemd looks for those of /usr/local' -f "$into/usr/local/lib/systemd/system/lvs-agent.service"
run scripts/install --destdir "$into" --uninstall
expect 'which stays' -f "$into/etc/init.d/lvs_real"

run scripts/install --prefix relative
expect 'a relative prefix is a usage error' "$code" -eq 64
run scripts/install --prefix '/a b'
expect 'so is one that no unit can hold' "$code" -eq 64
run scripts/install --frobnicate
expect 'so is an unknown option' "$code" -eq 64

if command -v systemd-analyze >/dev/null; then
  scripts/install --destdir "$into" >/dev/null
  sed -i "s|/usr/local|$into/usr/local|" "$into"/usr/local/lib/systemd/system/*
  run systemd-analyze verify "$into"/usr/local/lib/systemd/system/lvs-agent*
  expect 'the units are sound' "$code$out$err" = 0
fi

finish
