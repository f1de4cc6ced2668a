# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154
# Sourced, with their arguments, by scripts/uml and scripts/qemu, which set machine and about: what both take, and the
# share through which the command goes in and its exit status comes out.

usage() {
  cat <<TEXT
usage: scripts/$machine [-t SECONDS] [-w FOLDER] COMMAND [ARGUMENT…]
  -t  how long it may take, the boot included (default 60)
  -w  a folder of this machine that the command may write to; all else that it writes is gone with its kernel
$about
The command is root there, sees the files of this machine, and starts where it is called, with PATH, JAVA_HOME and the
variables of the usual gate. Its stdout and stderr come out on stdout; stdin is empty.
Exit: the command's; 69 the packages cannot be had, 124 it took too long, 125 the machine failed.
TEXT
}

fail() {
  code=$1
  shift
  echo "$machine: $*" >&2
  exit "$code"
}

seconds=60 writable=''
while getopts t:w:h option; do
  case $option in
    t) seconds=$OPTARG ;;
    w) writable=$(cd "$OPTARG" && pwd) ;;
    h) usage && exit ;;
    *) usage >&2 && exit 64 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || { usage >&2 && exit 64; }

cache=$(CDPATH='' cd -P -- "$(dirname "$0")/.." && pwd)/.cache/$machine

# download PACKAGE…: with what they depend on and this machine does not have.
download() {
  needed=$(apt-get -qs --no-install-recommends install "$@" 2>apt) || return 1
  # shellcheck disable=SC2046
  apt-get -qq -o Acquire::Retries=5 download $({ printf '%s\n' "$@" && echo "$needed" | sed -n 's/^Inst \([^ ]*\) .*/\1/p'; } | sort -u) 2>apt
}

# unpack PACKAGE…: into the folder tree of the current one, in which /lib and /sbin are as where they are links.
unpack() {
  download "$@" || { [ "$(id -u)" -eq 0 ] && apt-get -qq -o Acquire::Retries=5 update && download "$@"; } || { cat apt >&2 && return 1; }
  mkdir tree
  for package in *.deb; do dpkg-deb -x "$package" tree || return 1; done
  rm ./*.deb
  for folder in bin sbin lib; do
    if [ -d tree/$folder ]; then
      mkdir -p tree/usr/$folder
      cp -a tree/$folder/. tree/usr/$folder/
      rm -r tree/$folder
    fi
  done
}

# fetch WHAT COMMAND…: has the command make the folder tree of the cache, in a new folder, unless this script has made it.
fetch() {
  what=$1
  shift
  if cmp -s "$0" "$cache/made-by"; then return 0; fi
  for tool in apt-get dpkg-deb; do
    command -v $tool >/dev/null || fail 69 "no $tool here to fetch $what"
  done
  mkdir -p "${cache%/*}"
  new=$(mktemp -d "$cache.XXXXXX")
  trap 'rm -rf "$new"' EXIT
  trap 'exit 1' HUP INT PIPE TERM
  echo "$machine: fetching $what into .cache" >&2
  (cd "$new" && "$@") || fail 69 "$what cannot be had from apt"
  cp "$0" "$new/tree/made-by"
  rm -rf "$cache"
  mv -T "$new/tree" "$cache" 2>/dev/null || :
  rm -rf "$new"
}

quoted() {
  for word; do printf " '%s'" "$(printf '%s\n' "$word" | sed "s/'/'\\\\''/g")"; done
}

# share_command COMMAND…: makes the share, and in it the command as a script.
share_command() {
  share=$(mktemp -d)
  trap 'rm -rf "$share"' EXIT
  trap 'exit 1' HUP INT PIPE TERM
  # The terminal there looks like one, whatever stdout is here.
  [ -t 1 ] || export NO_COLOR=1
  {
    for name in PATH HOME LANG TERM JAVA_HOME CI NO_COLOR; do
      value=$(printenv $name) && echo "export$(quoted "$name=$value")"
    done
    echo "cd$(quoted "$PWD")"
    echo "exec$(quoted "$@")"
  } >"$share/command"
}

# await PID: the machine's end, and exits as the command did.
await() {
  # shellcheck disable=SC2064
  trap "kill $1; exit 1" HUP INT PIPE TERM
  code=0
  wait "$1" || code=$?
  [ $code -ne 124 ] || fail 124 "took more than $seconds s"
  if [ ! -s "$share/status" ]; then
    tail -q -n 20 "$share"/console* >&2
    fail 125 'the machine failed; above are its last words'
  fi
  exit "$(cat "$share/status")"
}
