#!/bin/sh
# The image, built by podman from a Debian of this machine's mirror, and the commands of docs/containers.md with it.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/need.sh
. scripts/lib/expect.sh
. scripts/lib/roots.sh

{ [ "$(id -u)" -eq 0 ] && [ "$mirror" ]; } || left_out 'root, and apt with a mirror of Debian'
need ip podman crun debootstrap unshare || exit 69

node=lvscontainer-$$
cleanup() {
  podman rm -fa >/dev/null 2>&1 || :
  podman image umount -a >/dev/null 2>&1 || :
  ip netns del $node 2>/dev/null || :
  rm -rf "$scratch"
}
trap cleanup EXIT

# Images and containers of this test alone, and none of what the machine may not do: control groups, limits.
cat >"$scratch/storage.conf" <<CONF
[storage]
driver = "overlay"
graphroot = "$scratch/images"
runroot = "$scratch/run"
CONF
cat >"$scratch/containers.conf" <<CONF
[containers]
cgroups = "disabled"
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
runtime = "crun"
CONF
export CONTAINERS_STORAGE_CONF="$scratch/storage.conf" CONTAINERS_CONF="$scratch/containers.conf"

# page START: the command of the page that begins with START, with folders of this test.
page() {
  awk -v start="$1" '/\\$/ { joined = joined substr($0, 1, length($0) - 1); next }
    { line = joined $0; joined = "" } index(line, start) == 1 { print line; found = 1; exit } END { exit !found }' docs/containers.md |
    sed "s| /etc/lvs-agent:| $scratch/etc:|; s| /run/lvs-agent:| $scratch/state:|; s| /lib/modules:| $scratch/modules:|"
}
# told COMMAND: runs it in the network of the node, with a view of control groups that crun takes.
told() {
  # shellcheck disable=SC2016
  run ip netns exec $node sh -c 'mkdir -p /sys/fs/cgroup; mountpoint -q /sys/fs/cgroup || mount -t cgroup2 cgroups /sys/fs/cgroup; eval "$0"' "$1"
}
here() {
  ip -n $node -o address show dev lo | grep -q ' 192.0.2.10/32 '
}
gone() {
  ! here
}

base_root bookworm "$scratch"
mkdir "$scratch/bookworm" "$scratch/etc" "$scratch/state" "$scratch/modules"
tar -C "$scratch/bookworm" -xf .cache/roots/bookworm.tar --exclude='./dev/*'
as_here "$scratch/bookworm"
tar -C "$scratch/bookworm" -cf - . | podman import - debian:bookworm-slim >/dev/null 2>&1
rm -rf "$scratch/bookworm"
build=$(page 'podman build')
run sh -c "${build%.*} --isolation chroot --network host -v $HOME/.m2:/root/.m2 ."
expect 'the image is built' "$code" -eq 0
ip netns add $node
ip -n $node link set lo up
ip -n $node link add eth0 type veth peer name eth1
ip -n $node address add 192.0.2.11/24 dev eth0
ip -n $node link set eth0 up
ip -n $node link set eth1 up
told "$(page 'podman run --rm lvs-agent --version')"
expect 'it tells its version' "$code ${out% *}" = '0 lvs-agent'
told 'podman run --rm lvs-agent -v --version'
expect 'its class-data archive is used' "$(echo "$err" | grep -c 'class-data archive.* used')" -eq 1
echo 'services: {web: {profile: dr, vips: [192.0.2.10]}}' >"$scratch/etc/web.yaml"

told "$(page 'podman run -d')"
expect 'it watches the network of the host' "$code$(soon here && echo up)" = 0up
told "$(page 'podman exec lvs-agent lvs-agent verify' | sed 's/ #.*//')"
expect 'verify exits with 0 in it' "$code" -eq 0
ip -n $node address del 192.0.2.10/32 dev lo || :
expect 'a VIP that is deleted is back' "$(soon here && echo back)" = back
told 'podman stop lvs-agent'
expect 'the VIP stays when the container ends' "$code$(here && echo stays)" = 0stays
told 'podman inspect -f {{.State.ExitCode}} lvs-agent'
expect 'which exited with 0' "$out" = 0
told 'podman start lvs-agent'
told "$(page 'podman exec lvs-agent lvs-agent stop --all')"
expect 'stop takes the VIP down' "$code$(gone && echo gone)" = 0gone
sleep 3
expect 'and watch leaves it down' "$(gone && echo gone)" = gone
told 'podman rm -f lvs-agent'

weak="podman run --rm --network host --cap-drop all --cap-add NET_ADMIN,NET_RAW
  -v $scratch/etc:/etc/lvs-agent:ro -v $scratch/state:/run/lvs-agent lvs-agent"
weak=$(echo "$weak" | tr '\n' ' ')
told "$weak start"
expect 'without privileges, a parameter that matters is 77' "$code$(gone && echo gone)" = 77gone
ip netns exec $node sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
told "$weak start"
expect 'with right parameters, it starts' "$code$(here && echo up)" = 0up
told "$weak verify"
expect 'and is in sync' "$code" -eq 0
told "$weak stop"
expect 'and stops' "$code$(gone && echo gone)" = 0gone

told 'podman run -d --name web --network none --entrypoint sleep lvs-agent 60'
told 'podman inspect -f {{.State.Pid}} web'
web=${out:-0}
# Without control groups, podman shows no container the processes of others: the image runs in a root of its own instead.
image=$(podman image mount lvs-agent)
start=$(page 'podman run --rm --pid container:web') start="${start#* lvs-agent }"
# shellcheck disable=SC2016
run unshare -m sh -c 'mount --rbind /proc "$0/proc" && mount --rbind /dev "$0/dev" && mount -t tmpfs run "$0/run" && eval "exec chroot \"$0\" lvs-agent $1"' \
  "$image" "$(echo "$start" | sed "s/pid:1 /pid:$web /")"
expect 'it starts in the network of another container' "$code" -eq 0
run nsenter -t "$web" -n ip -o address show dev lo
expect 'which has the VIP' "$(echo "$out" | grep -c ' 192.0.2.10/32 ')" -eq 1
expect 'and the host has not' "$(gone && echo gone)" = gone

# The config of the manifest, as its nodes would take it.
awk '/^  web.yaml: \|/ { on = 1; next } /^---/ { on = 0 } on' scripts/container/daemonset.yaml >"$scratch/etc/web.yaml"
for address in 192.0.2.2 192.0.2.11 192.0.2.12; do
  told "podman run --rm -v $scratch/etc:/etc/lvs-agent:ro lvs-agent check --as $address"
  expect "the config of the manifest has a part for $address" "$code" -eq 0
done
finish
