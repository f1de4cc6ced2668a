#!/bin/sh
# The parts of scripts/test/package.sh that run in a root of Debian, with this folder's scripts and the packages in /mnt:
# `fresh` with the machine's network, the others in a namespace of their own, and `life` under a systemd that was booted.
set -eu
# shellcheck source=scripts/lib/expect.sh
. /mnt/scripts/lib/expect.sh
vip=192.0.2.10
vip_is() { if grep -q "^ *|-- $vip$" /proc/net/fib_trie; then echo up; else echo down; fi; }
says() { expect "$1" "${err#*"$2"}" != "$err"; }
agent() { run lvs-agent "$@"; }

# apt FILE-OR-OPTION…: apt-get install, with a look at the service that it must not touch.
apt() {
  run env DEBIAN_FRONTEND=noninteractive apt-get -y --no-install-recommends -o Dpkg::Options::=--force-confold "$@"
  err=$err$out
  expect "apt-get $*: exit 0" "$code" -eq 0
}

# everything that is in the root, but for what apt, dpkg and a Java that runs keep
files() {
  find / -xdev ! -type d ! -path '/var/lib/dpkg/*' ! -path '/var/lib/apt/*' ! -path '/var/cache/*' ! -path '/var/log/*' ! -path '/var/lib/systemd/*' \
    ! -path '/proc/*' ! -path '/tmp/*' ! -path '/mnt/*' | sort
}

inside_fresh() {
  run apt-get -q update
  expect 'fresh: apt-get update' "$code" -eq 0
  expect 'fresh: there is no Java yet' -z "$(command -v java)"
  apt install /mnt/packages/lvs-agent_*.deb
  agent -v --version
  says 'fresh: the archive was made, for the Java that came with it' ' in /usr/lib/jvm/'
  says 'fresh: and is used' 'class-data archive: used'
  expect 'fresh: it is enabled nowhere' "$(find /etc/systemd -name 'lvs-agent*')" = ''
  expect 'fresh: no init script' ! -e /etc/init.d/lvs_real
  expect 'fresh: but an example of one' -x /usr/share/doc/lvs-agent/examples/lvs_real
  expect 'fresh: one library of jffi' "$(find /usr/lib/lvs-agent -name '*.so' | wc -l)" -eq 1
  expect 'fresh: nothing names another prefix' "$(grep -rl /usr/local /usr/lib/systemd/system/lvs-agent* /etc/cron.d/lvs-agent)" = ''
  apt purge lvs-agent
  expect 'fresh: purge leaves nothing of that name' "$(find / -xdev -name '*lvs*' ! -path '/mnt/*' ! -path '/proc/*')" = ''
  apt install systemd rpm
}

property() { systemctl show -P "$2" "$1"; }
# by systemd: whether the unit was stopped or started anew
unit() { echo "$(property lvs-agent ActiveState) since $(property lvs-agent ActiveEnterTimestampMonotonic)"; }

inside_life() {
  files >/var/cache/files
  apt install /mnt/packages/lvs-agent_*.deb
  printf 'services:\n  web: {profile: dr, vips: [%s]}\n' $vip >/etc/lvs-agent/web.yaml
  echo '# mine' >>/etc/default/lvs-agent
  run systemctl enable --now lvs-agent.service lvs-agent-watch.service lvs-agent-verify.timer
  err="$err$(systemctl status lvs-agent.service || :)"
  expect 'install: systemd starts the units' "$code$(vip_is)" = 0up
  unit=$(unit)
  expect 'install: the unit is active' "${unit% since *[1-9]*}" = active
  (while [ "$(vip_is)" = up ] && [ ! -e /run/seen ]; do sleep 0.1; done; vip_is >/run/seen) &
  for step in upgrade:newer/lvs-agent_9.0_*.deb downgrade:lvs-agent_*snapshot*.deb; do
    watch=$(property lvs-agent-watch MainPID)
    # shellcheck disable=SC2086
    apt install --allow-downgrades /mnt/packages/${step#*:}
    step=${step%%:*}
    expect "$step: the unit goes on" "$(unit)" = "$unit"
    expect "$step: watch has the new code" "$(property lvs-agent-watch ActiveState)" = active -a "$(property lvs-agent-watch MainPID)" -ne "$watch"
    agent -v verify
    expect "$step: in sync" "$code" -eq 0
    says "$step: the archive is that of the new jars" 'class-data archive: used'
    expect "$step: the options are the admin's" "$(tail -n 1 /etc/default/lvs-agent)" = '# mine'
  done

  apt remove lvs-agent
  expect 'remove: the VIP stays, and was up all the time' ! -e /run/seen
  echo enough >/run/seen
  says 'remove: and tells so' 'stays up until the next boot'
  expect 'remove: what would look for the agent ends' "$(systemctl is-active lvs-agent-watch.service lvs-agent-verify.timer | tr '\n' ' ')" = 'inactive inactive '
  expect 'remove: nothing is enabled' "$(find /etc/systemd -name 'lvs-agent*')" = ''
  expect 'remove: nothing is left in /usr' "$(find /usr -name '*lvs-agent*')" = ''
  apt install /mnt/packages/lvs-agent_*.deb
  agent verify
  expect 'again: in sync' "$code" -eq 0

  sed -i 's/^STOP_ON_REMOVE=.*/STOP_ON_REMOVE=yes/' /etc/default/lvs-agent
  other="/run/lvs-agent/$(cat /proc/sys/kernel/random/boot_id)/cookie-7"
  mkdir "$other"
  printf 'lvs-agent-ledger\t1\n' >"$other/ledger"
  run apt-get -y remove lvs-agent
  expect 'stop on remove: something is left: not removed' "$code" -ne 0
  expect 'stop on remove: and named' "$(echo "$err$out" | grep -c "$other/ledger: mend it")" -eq 1
  expect 'stop on remove: it still runs' "$(lvs-agent --version | wc -l)" -eq 1
  rm -r "$other"
  lvs-agent start >/dev/null
  lvs-agent persist >/dev/null
  apt remove lvs-agent
  expect 'stop on remove: the VIP is gone' "$(vip_is)" = down
  expect "remove: the admin's options stay" -e /etc/default/lvs-agent
  apt purge lvs-agent
  rm /etc/lvs-agent/web.yaml
  rmdir /etc/lvs-agent
  expect 'purge leaves nothing' "$(files | diff /var/cache/files -)" = ''
  expect 'purge: nor in /run' ! -e /run/lvs-agent

  apt install /mnt/packages/lvs-agent_*.deb
  lvs-agent start --profile dr --vip $vip >/dev/null
  apt purge lvs-agent
  says 'purge of what is up: the ledger stays' 'kept /run/lvs-agent'
  expect 'purge of what is up: with the VIP' "$(vip_is)$(find /run/lvs-agent -name ledger | wc -l)" = up1
  expect 'purge of what is up: nothing else' "$(files | diff /var/cache/files -)" = ''
}

inside_tar() {
  expect 'tar.gz: there is no Java' -z "$(command -v java)"
  tar -C /opt -xzf /mnt/packages/lvs-agent-*.tar.gz
  PATH=$PATH:/opt/lvs-agent/bin
  agent -v --version
  says 'tar.gz: the runtime is its own' "Java $(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' /opt/lvs-agent/lib/lvs-agent/runtime/release) in /opt/lvs-agent/lib/lvs-agent/runtime"
  says 'tar.gz: the first run makes the archive' 'class-data archive: used'
  agent start --profile dr --vip $vip
  expect 'tar.gz: start' "$code$(vip_is)" = 0up
  agent verify --profile dr --vip $vip
  expect 'tar.gz: in sync' "$code" -eq 0
  agent stop --profile dr --vip $vip
  expect 'tar.gz: stop' "$code$(vip_is)" = 0down

  # The launcher of whoever may not renew the archive uses none, and asks nobody; the JVM itself refuses it.
  mv /opt/lvs-agent /opt/moved
  tree=/opt/moved/lib/lvs-agent
  PATH=/opt/moved/bin:$PATH
  nobody() { run setpriv --reuid 65534 --regid 65534 --clear-groups lvs-agent "$@"; }
  takes() {
    "$tree/runtime/bin/java" -XX:+UseSerialGC -Xshare:on -XX:SharedArchiveFile="$(echo $tree/archive/*.jsa)" \
      -cp $tree/lib/lvs-agent.jar -version >/dev/null 2>&1
  }
  cost() {
    bash -c 'TIMEFORMAT="%U %S"; time for i in 1 2 3 4 5 6 7 8; do setpriv --reuid 65534 --regid 65534 --clear-groups lvs-agent --version; done' 2>&1 >/dev/null |
      awk '{ print int(($1 + $2) * 1000) }'
  }
  expect 'moved: the JVM refuses the archive' "$(takes && echo takes || echo refuses)" = refuses
  nobody -v --version
  says 'moved: -v tells' 'class-data archive: stale'
  stale=$(cost)
  agent -v --version
  says 'moved: its owner makes another' 'class-data archive: used'
  expect 'moved: which the JVM takes' "$(takes && echo takes || echo refuses)" = takes
  used=$(cost)
  echo "moved: $((stale * 100 / used)) % of the CPU until then"
  # On a busy machine the two are measured at different speeds, so that only the direction is judged.
  expect 'moved: it costs less from then on' "$stale" -gt "$used"
  rm -r /opt/moved
  tar -C /opt -xzf /mnt/packages/lvs-agent-*.tar.gz
  nobody -v --version
  expect 'no archive can be made: it runs all the same' "$code" -eq 0
  says 'no archive can be made: -v tells' 'class-data archive: none'
  rm -r /opt/lvs-agent
}

# rpm knows no Java of Debian's, so that its dependency is looked at alone.
inside_rpm() {
  set -- /mnt/packages/lvs-agent-*.rpm
  rpm() { run command rpm --force-debian "$@"; }
  rpm -i "$1"
  says 'rpm: needs a headless Java' 'java-headless >= 1:17 is needed by lvs-agent'
  rpm -i --nodeps "$1"
  expect 'rpm: installs without a word' "$code$out$err" = 0
  printf 'services:\n  web: {profile: dr, vips: [%s]}\n' $vip >/etc/lvs-agent/web.yaml
  echo '# mine' >>/etc/sysconfig/lvs-agent
  agent start
  expect 'rpm: start' "$code$(vip_is)" = 0up
  for step in upgrade:newer/lvs-agent-9.0-1.*.rpm "downgrade:${1#/mnt/packages/}"; do
    # shellcheck disable=SC2086
    rpm -U --nodeps --oldpackage /mnt/packages/${step#*:}
    step=${step%%:*}
    expect "rpm: $step: exit 0" "$code" -eq 0
    expect "rpm: $step: the VIP stays" "$(vip_is)" = up
    agent -v verify
    expect "rpm: $step: in sync" "$code" -eq 0
    says "rpm: $step: the archive is used" 'class-data archive: used'
    expect "rpm: $step: the options are the admin's" "$(tail -n 1 /etc/sysconfig/lvs-agent)" = '# mine'
  done
  rpm -e lvs-agent
  expect 'rpm: removed: the VIP stays' "$code$(vip_is)" = 0up
  says 'rpm: removed: and tells so' 'stays up until the next boot'
  rpm -i --nodeps "$1"
  expect 'rpm: installs again' "$code" -eq 0
  mv /etc/sysconfig/lvs-agent.rpmsave /etc/sysconfig/lvs-agent
  sed -i 's/^STOP_ON_REMOVE=.*/STOP_ON_REMOVE=yes/' /etc/sysconfig/lvs-agent
  rpm -e lvs-agent
  expect 'rpm: stop on remove: the VIP is gone' "$code$(vip_is)" = 0down
  rm /etc/lvs-agent/web.yaml /etc/sysconfig/lvs-agent.rpmsave
  expect 'rpm: nothing is left' "$(find / -xdev -name '*lvs-agent*' ! -path '/mnt/*'; find /run/lvs-agent 2>/dev/null)" = /etc/lvs-agent
}

"inside_$1"
finish

