#!/bin/sh
# The example of rules for sudo, by a real sudo: what it admits, and what it does not.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/expect.sh

if [ "$(id -u)" -ne 0 ] || ! command -v sudo >/dev/null || ! command -v visudo >/dev/null; then
  echo 'not run: needs root and sudo'
  [ -z "${CI:-}" ]
  exit
fi

# A stand-in that tells how it was called, and a copy of /etc with the rules for nobody.
mkdir "$scratch/bin"
cat >"$scratch/bin/lvs-agent" <<'TEXT'
#!/bin/sh
echo "uid=$(id -u) args=$* java=${JAVA_HOME:-none} path=$PATH tool=${JAVA_TOOL_OPTIONS:-none}"
TEXT
chmod 755 "$scratch" "$scratch/bin" "$scratch/bin/lvs-agent"
sed "s|/usr/local/bin|$scratch/bin|; s|^%lvs-look|nobody|" scripts/examples/sudoers >"$scratch/rules"
chmod 440 "$scratch/rules"
run visudo -c -f "$scratch/rules"
expect 'the rules are sound' "$code" -eq 0

rules() { sed -n '/^Cmnd_Alias/,/^%lvs-look/p' "$1"; }
expect 'docs/threats.md has the same rules' "$(rules docs/threats.md)" = "$(rules scripts/examples/sudoers)"

# shellcheck disable=SC2016
in_copy='
  set -eu
  cp -a /etc "$0/etc"
  mount --bind "$0/etc" /etc
  printf "Defaults env_keep += \"JAVA_HOME JAVA_TOOL_OPTIONS\"\nroot ALL=(ALL:ALL) ALL\n" >/etc/sudoers
  chmod 440 /etc/sudoers
  cat "$0/rules" >>/etc/sudoers
  exec setpriv --reuid nobody --regid nogroup --clear-groups \
    env JAVA_HOME=/tmp/evil PATH="/tmp/evil:$PATH" sudo -n "$@"
'
asks() {
  run unshare -m sh -c "$in_copy" "$scratch" "$@"
  rm -rf "${scratch:?}/etc"
}

agent=$scratch/bin/lvs-agent
for words in verify 'verify -q' 'verify -o json' status 'status -o json' plan connections; do
  # shellcheck disable=SC2086
  asks "$agent" $words
  expect "admits $words" "$code" -eq 0
  expect "as root, with a Java of the system: $words" \
    "$out" = "uid=0 args=$words java=none path=/usr/sbin:/usr/bin:/sbin:/bin tool=none"
done
for words in start stop 'verify -c /etc/shadow' '-c /etc/shadow verify' 'verify --state /tmp/x' 'status --netns x' \
  'plan --trace' 'verify web' 'adopt' 'check' ''; do
  # shellcheck disable=SC2086
  asks "$agent" $words
  expect "refuses '$words'" "$code" -eq 1
  expect "without running it: '$words'" -z "$out"
done
asks JAVA_HOME=/tmp/evil "$agent" verify
expect 'refuses another Java on the command line' "$code" -eq 1

finish
