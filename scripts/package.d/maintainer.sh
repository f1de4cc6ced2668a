# shellcheck shell=sh
# A part of the scripts that dpkg and rpm run, behind scripts/lib/held.sh.
say() {
  echo "lvs-agent: $1" >&2
}

reload() {
  if [ -d /run/systemd/system ]; then systemctl daemon-reload || :; fi
}

# After unpacking. Services stay as they are: only a resident watch is started anew, which leaves VIPs alone. The
# class-data archive is made where the package lies, for the Java that the units will find.
settle() {
  reload
  rm -rf /usr/lib/lvs-agent/archive/*
  (unset JAVA_HOME && /usr/bin/lvs-agent --version >/dev/null) || say 'it does not run yet; see the line above'
  if [ -d /run/systemd/system ]; then systemctl try-restart lvs-agent-watch.service || :; fi
}

# setting NAME: its value in the options of the unit.
setting() {
  sed -n "s/^$1=//p" /etc/default/lvs-agent /etc/sysconfig/lvs-agent 2>/dev/null | tail -n 1 | tr -d \"\'
}

# Before a removal, and at no upgrade.
leave() {
  if [ "$(setting STOP_ON_REMOVE)" = yes ]; then
    if [ -d /run/systemd/system ]; then systemctl stop lvs-agent.service || :; fi
    # shellcheck disable=SC2046
    if ! /usr/bin/lvs-agent $(setting OPTIONS) stop --all || [ "$(held)" ]; then
      say "services are up, or something of theirs is left, by $(held): mend it and remove the package again, or set STOP_ON_REMOVE=no"
      exit 1
    fi
  elif [ "$(held)" ]; then
    say "what it started stays up until the next boot, by $(held). To take it down, install lvs-agent again and run lvs-agent stop --all"
  fi
  if command -v systemctl >/dev/null; then
    for unit in lvs-agent-watch.service lvs-agent-repair.timer lvs-agent-verify.timer; do
      if [ -d /run/systemd/system ]; then systemctl stop $unit || :; fi
      systemctl -q disable $unit || :
    done
    # Not stopped: that would take the VIPs down.
    systemctl -q disable lvs-agent.service || :
  fi
  rm -rf /usr/lib/lvs-agent/archive/*
}

# When nothing of the package is to stay. The ledger is kept while it is needed: it is in memory, and ends with the boot.
forget() {
  if [ "$(held)" ]; then
    say "kept /run/lvs-agent, by which something is up, and what persist wrote"
    return
  fi
  rm -rf /run/lvs-agent
  for file in /etc/sysctl.d/90-lvs-agent.conf /etc/modules-load.d/lvs-agent.conf; do
    if [ -f "$file" ] && head -n 1 "$file" | grep -q '^# Written by lvs-agent persist'; then rm "$file"; fi
  done
}
