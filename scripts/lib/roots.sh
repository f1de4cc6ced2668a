# shellcheck shell=sh
# Sourced by scripts/test/*.sh: roots of Debian that were never used.

# The mirror that this machine uses serves every Debian.
mirror=''
# shellcheck disable=SC2016
! command -v apt-get >/dev/null || mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
  awk '$2 ~ /^(bookworm|trixie)$/ { print $1; exit }')

# base_root SUITE SCRATCH: makes .cache/roots/SUITE.tar, unless it is there: it takes a minute.
base_root() {
  base=.cache/roots/$1.tar
  [ ! -f "$base" ] || return 0
  mkdir -p .cache/roots
  unshare -m -p -f --mount-proc --kill-child debootstrap --variant=minbase "$1" "$2/$1.new" "$mirror" >"$2/$1.log" 2>&1 &
  # shellcheck disable=SC2064
  trap "kill -KILL $!; exit 1" TERM
  wait $! || { cat "$2/$1.log"; return 1; }
  tar -C "$2/$1.new" -cf "$base.$$" . && mv "$base.$$" "$base"
  rm -rf "$2/$1.new"
}

# as_here ROOT: names and the web are reached from it as from this machine.
as_here() {
  cp /etc/resolv.conf /etc/hosts "$1/etc/"
  apt-config dump | grep '^Acquire::\(http\|https\|Check\|Retries\)' >"$1/etc/apt/apt.conf.d/80here" || :
  if [ -d /usr/local/share/ca-certificates ]; then cp -R /usr/local/share/ca-certificates "$1/usr/local/share/"; fi
}
