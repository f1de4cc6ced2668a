#!/bin/sh
# The commands that docs/config-management.md shows for Puppet, Salt and a shell, taken out of the page and run by sh on
# a network namespace with an /etc of its own.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/need.sh
. scripts/lib/expect.sh

[ "$(id -u)" -eq 0 ] || left_out 'root'
need ip unshare || exit 69
[ -d agent/target/lvs-agent ] || build

page=$PWD/docs/config-management.md node=lvscm-$$
trap 'ip netns del "$node" 2>/dev/null || :; rm -rf "$scratch"' EXIT
ip netns add "$node"
ip -n "$node" link set lo up
ip -n "$node" link add eth0 type veth peer name eth1
ip -n "$node" link set eth0 up
ip -n "$node" link set eth1 up
cp -a /etc "$scratch/etc"
rm -rf "$scratch/etc/lvs-agent"
mkdir "$scratch/etc/lvs-agent" "$scratch/bin"
printf '#!/bin/sh\nexec %s/scripts/lvs-agent --state %s/state "$@"\n' "$PWD" "$scratch" >"$scratch/bin/lvs-agent"
chmod 755 "$scratch/bin/lvs-agent"
file=$scratch/etc/lvs-agent/web.yaml
echo 'services: {web: {profile: dr, vips: [192.0.2.10]}}' >"$scratch/new.yaml"
printf 'services:\n  web: {profile: dr, vips: [192.0.2.300]}\n' >"$scratch/bad.yaml"

# shows LINE: a line of shell, with lvs-agent in the place of /usr/bin/lvs-agent.
# shellcheck disable=SC2016
shows() {
  expect 'the page has a command' -n "$1"
  run ip netns exec "$node" unshare -m sh -c 'cd "$1" && mount --bind etc /etc && PATH=$1/bin:$PATH exec sh -ec "$2"' sh \
    "$scratch" "$(echo "$1" | sed 's|/usr/bin/lvs-agent|lvs-agent|g')"
}
up() { ip -n "$node" -4 -o address show dev lo | grep -c 192.0.2.10/; }

# recipe NAME CHECK-NEW CHECK-BAD START UNLESS
recipe() {
  rm -f "$file"
  shows "$2"
  expect "$1: a sound config is taken" "$code:$err" = 0:
  shows "$3"
  expect "$1: another is not" "$code" -eq 78
  expect "$1: because of a line" "$(echo "$err" | grep -c 'bad.yaml:2:')" -eq 1
  cp "$scratch/new.yaml" "$file"
  for step in fresh drift; do
    shows "$5"
    expect "$1: $step: there is something to do" "$code:$out$err" = 2:
    shows "$4"
    expect "$1: $step: it is done" "$code:$(up)" = 0:1
    shows "$5"
    expect "$1: $step: then there is not" "$code:$out$err" = 0:
    if [ $step = fresh ]; then ip -n "$node" address del 192.0.2.10/32 dev lo; fi
  done
  shows 'lvs-agent stop'
  expect "$1: it stops" "$code:$(up)" = 0:0
}

# shellcheck disable=SC2016
puppet() { sed -n '/^```puppet/,/^```$/s/^ *'"$1"' *=> .\(.*\).,$/\1/p' "$page"; }
# shellcheck disable=SC2016
salt() { sed -n '/^```salt/,/^```$/s/^ *- '"$1"': .\(.*\).$/\1/p' "$page"; }
check=$(puppet validate_cmd)
recipe puppet "$(echo "$check" | sed 's|%|new.yaml|')" "$(echo "$check" | sed 's|%|bad.yaml|')" "$(puppet command)" "$(puppet unless)"
check=$(salt check_cmd)
recipe salt "$check new.yaml" "$check bad.yaml" "$(salt name)" "$(salt unless)"

# asks N: the command of that row of the table, about new.yaml.
asks() {
  awk -F ' [|] ' '/^[|] .*[?] [|]/ { print $2 }' "$page" | sed -n "$1s/\`//gp" |
    sed 's|FILE|/etc/lvs-agent/web.yaml|; s|NEW|new.yaml|'
}
shows "$(asks 1)"
expect 'is it sound: yes' "$code" -eq 0
shows "$(asks 2)"
expect 'what would it change: the commands' "$code:$(echo "$out" | grep -c 'ip address add 192.0.2.10/32 dev lo')" = 2:1
shows "$(asks 3)"
expect 'is the node what its config says: no' "$code" -eq 2
expect 'there is no other question' -z "$(asks 4)"

# script N: a block of shell below the heading.
script() {
  sed -n '/^## Shell/,$p' "$page" | awk -v wanted="$1" '/^```sh/ { n++; on = 1; next } /^```/ { on = 0 } on && n == wanted'
}
for converge in "$(script 1)" "$PWD/scripts/examples/converge"; do
  shows "$converge"
  expect 'converge: something was changed' "$code:$(echo "$out" | tail -n 1):$(up)" = 0:changed=yes:1
  shows "$converge"
  expect 'converge: nothing is left' "$code:$out" = 0:changed=no
  shows 'lvs-agent stop'
done
rm "$file"
shows "$(script 2)"
expect 'a new config is brought' "$code:$(up):$(stat -c %a "$file")" = 0:1:644
cp "$scratch/bad.yaml" "$scratch/new.yaml"
shows "$(script 2)"
expect 'one that is not sound is not' "$code:$(up):$(grep -c 300 "$file")" = 78:1:0
finish
