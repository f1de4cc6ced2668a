# shellcheck shell=sh
# What is up by the ledgers, without the agent, which may be broken or gone, as may its config. Sourced by
# scripts/install, and a part of the scripts of packages.

# states: the folders in which ledgers are kept: the default one, and those that the options of the unit name.
states() {
  echo /run/lvs-agent
  for options in /etc/default/lvs-agent /etc/sysconfig/lvs-agent; do
    [ ! -r "$options" ] || sed -n '/^OPTIONS=/s/.*--state[ =]\([^ "]*\).*/\1/p' "$options"
  done
}

# holding STATE: the ledgers there that have an entry, or that cannot be understood. Those of an earlier boot count for
# nothing.
holding() {
  for ledger in "$1/$(cat /proc/sys/kernel/random/boot_id)"/*/ledger; do
    if [ -e "$ledger" ] && ! awk -F '\t' '
      NR == 1 { if ($0 != "lvs-agent-ledger\t1") exit }
      $1 == "end" { ended = 1; exit }
      NR > 1 && $1 != "index" && !($1 == "service" && $5 == "down") { exit }
      END { exit !ended }' "$ledger"; then
      echo "$ledger"
    fi
  done
}

# held: the first ledger of all states that holds something.
held() {
  for state in $(states); do holding "$state"; done | head -n 1
}
