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
expect 'no line of the crontab is active' "$(grep -c '^[^#]' "$into/etc/cron.d/lvs-agent")" -eq 0
expect 'the example for keepalived can be executed' -x "$into/opt/lvs/share/doc/lvs-agent/examples/vrrp-notify"
expect 'so can that for configuration management' -x "$into/opt/lvs/share/doc/lvs-agent/examples/converge"
expect 'every page is there' "$(find "$into/opt/lvs/share/man" -type f | wc -l)" -eq "$(find scripts/manual/target/share/man -type f | wc -l)"
expect 'one for each command that the help lists' "$("$into/opt/lvs/bin/lvs-agent" --help | awk '/^Commands:/ { on = 1; next } /^$/ { on = 0 }
  on && /^  [a-z]/ && $1 != "help" { print $1 }' | while read -r word; do ls "$into/opt/lvs/share/man/man8/lvs-agent-$word.8"; done | wc -l)" -ge 18
expect 'the pages name the prefix' "$(grep -c '/opt/lvs/share/doc/lvs\\-agent' "$into/opt/lvs/share/man/man8/lvs-agent.8")" -ge 1
expect 'and no other' -z "$(grep -rl /usr/local "$into/opt/lvs/share/man")"
for completion in bash-completion/completions/lvs-agent fish/vendor_completions.d/lvs-agent.fish zsh/site-functions/_lvs-agent; do
  expect "$completion is there" -s "$into/opt/lvs/share/$completion"
done
run "$into/opt/lvs/bin/lvs-agent" --version
expect 'runs from there' "$code" -eq 0
expect 'with an archive for it' -n "$(find "$into/opt/lvs/lib/lvs-agent/archive" -type f)"
sed -i 's/^#\*/*/' "$into/etc/cron.d/lvs-agent"
run scripts/install --destdir "$into" --prefix /opt/lvs
expect 'installs over itself' "$code" -eq 0
expect 'and keeps a crontab that is in use' "$(grep -c '^[^#]' "$into/etc/cron.d/lvs-agent")" -eq 1
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

# in the system itself: in a copy of /etc and an empty /run of its own
# shellcheck disable=SC2016
live='
  set -eu
  cp -a /etc "$0/etc"
  mount --bind "$0/etc" /etc
  mount -t tmpfs run /run
  scripts/install --prefix "$0/live" >/dev/null
  mkdir -p /etc/lvs-agent "/run/lvs-agent/$(cat /proc/sys/kernel/random/boot_id)"
  cd "/run/lvs-agent/$(cat /proc/sys/kernel/random/boot_id)"
'
uninstalls() {
  run unshare -m sh -c "$live$1
    '$PWD/scripts/install' --prefix \"\$0/live\" --uninstall" "$scratch"
  rm -rf "${scratch:?}/etc" "$scratch/live"
}
up='web\tdr\treal-server\tup\t/etc/lvs-agent/web.yaml\t192.0.2.10' down='web\tdr\treal-server\tdown\t-\t'
if [ "$(id -u)" -eq 0 ]; then
  uninstalls ''
  expect 'nothing is up: uninstalls' "$code" -eq 0
  uninstalls "mkdir inode-1; printf 'lvs-agent-ledger\t1\nservice\t$down\nindex\tlo\t1\nend\t2\n' >inode-1/ledger"
  expect 'all is stopped: uninstalls' "$code" -eq 0
  for of in cookie-1 cookie-7; do
    uninstalls "mkdir $of; printf 'lvs-agent-ledger\t1\nservice\t$up\nend\t1\n' >$of/ledger"
    expect "a service is up, of $of: refuses" "$code" -eq 1
    expect "and names it" "$(echo "$err" | grep -c "/$of/ledger: run ")" -eq 1
  done
  uninstalls "mkdir a; printf 'lvs-agent-ledger\t1\nservice\t$down\nsysctl\tnet/ipv4/ip_forward\t0\t1\nend\t2\n' >a/ledger"
  expect 'a parameter is left of a stopped service: refuses' "$code" -eq 1
  uninstalls "mkdir a; printf 'lvs-agent-ledger\t1\nindex\tlo\t1\n' >a/ledger"
  expect 'a ledger was cut: refuses' "$code" -eq 1
  uninstalls "mkdir a; printf 'lvs-agent-ledger\t2\nend\t0\n' >a/ledger"
  expect 'a ledger is of a newer version: refuses' "$code" -eq 1
  uninstalls "echo 'OPTIONS=\"--state /run/other\"' >/etc/default/lvs-agent; mv /run/lvs-agent /run/other; mkdir a
    printf 'lvs-agent-ledger\t1\nservice\t$up\nend\t1\n' >a/ledger"
  expect 'a service is up by the ledger that the unit uses: refuses' "$code" -eq 1
fi

run scripts/install --prefix relative
expect 'a relative prefix is a usage error' "$code" -eq 64
run scripts/install --package
expect 'so is a package without a folder for it' "$code" -eq 64
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
