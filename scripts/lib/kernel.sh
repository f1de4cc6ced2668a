# shellcheck shell=sh
# Sourced by scripts/test/kernel/*.sh: hosts in network namespaces, and what is asked of them.
. scripts/lib/expect.sh
modprobe ipv6

# on HOST COMMAND…: the host "here" is the initial namespace.
on() {
  if [ "$1" = here ]; then
    shift
    "$@"
  else
    ip netns exec "$@"
  fi
}

# host NAME: makes one, without IPv6, whose addresses take a second to settle.
host() {
  [ "$1" = here ] || ip netns add "$1"
  # shellcheck disable=SC2016
  on "$1" sh -c 'for of in all default; do echo 1 >/proc/sys/net/ipv6/conf/$of/disable_ipv6; done'
  on "$1" ip link set lo up
}

# carrier HOST DEVICE: waits until both ends of a cable are known to be up.
carrier() {
  soon up "$@" || { echo "$2 of $1 has no carrier" >&2 && return 1; }
}

up() {
  on "$1" ip -o link show "$2" | grep -q 'state UP'
}

# plug HOST DEVICE ADDRESS/LENGTH BRIDGE [MAC]: gives the host a device with that address, which is a port of the bridge.
# Host and bridge are made if they are not there; with an IPv6 address the host has IPv6, without duplicate detection.
plug() {
  [ -e "/run/netns/$1" ] || host "$1"
  [ -e "/sys/class/net/$4" ] || ip link add "$4" up type bridge
  ip link add "$1-$2" type veth peer name "$2" ${5:+address "$5"} netns "$1"
  ip link set "$1-$2" master "$4" up
  nodad=''
  case $3 in
    *:*)
      nodad=nodad
      # shellcheck disable=SC2016
      on "$1" sh -c 'for key in disable_ipv6 accept_dad; do
        for of in all default lo "$0"; do echo 0 >"/proc/sys/net/ipv6/conf/$of/$key"; done
      done' "$2"
      ;;
  esac
  on "$1" ip address add "$3" dev "$2" $nodad
  on "$1" ip link set "$2" up
  carrier "$1" "$2"
}

# tunnels VIP: a client, a director of that VIP whose virtual servers come from stdin, and the config of real server 1.
# The hosts have no tunnel devices but those that they make.
tunnels() {
  echo 1 >/proc/sys/net/core/fb_tunnels_only_for_init_net
  plug client eth0 192.0.2.100/24 br0
  plug director eth0 192.0.2.1/24 br0 02:00:00:00:00:01
  echo "services: {web: {profile: tun, vips: [$1]}}" >"$scratch/rs1.yaml"
  {
    printf 'services:\n  lb:\n    profile: director-tun\n    device: eth0\n    vips: [%s]\n' "$1"
    echo '    virtual-servers:' && cat
  } >"$scratch/director.yaml"
}

# filtering NUMBER: a real server that filters as distributions have it.
filtering() {
  plug "rs$1" eth0 "192.0.2.1$1/24" br0 "02:00:00:00:00:1$1"
  web "rs$1" 80
  on "rs$1" sysctl -qw net/ipv4/conf/all/rp_filter=1
}

# web HOST PORT…: web servers that say its name.
web() (
  host=$1
  shift
  mkdir -p "$scratch/$host"
  echo "$host" >"$scratch/$host/index.html"
  for port; do on "$host" busybox httpd -p "$port" -h "$scratch/$host"; done
)

# answers HOST TIMES URL…: who answers it, each URL so many times, counted: ' 1 lost 3 rs1 2 rs2 '.
# A request is lost after two seconds, or $patience, which a test sets that counts on every answer.
answers() (
  host=$1 times=$2
  shift 2
  for _ in $(seq "$times"); do
    for url; do on "$host" curl -gs -m "${patience:-2}" "$url" || echo lost; done
  done | sort | uniq -c | tr -s ' \n' ' '
)

# holders HOST ADDRESS: the hardware addresses that answer its ARP for this one, or its neighbour solicitation.
holders() {
  case $2 in
    *:*)
      on "$1" ip neighbour flush dev eth0
      on "$1" busybox ping -6 -q -c 1 -W 2 "$2" >/dev/null 2>&1 || :
      on "$1" ip neighbour show "$2" | sed -n 's/.*lladdr \([^ ]*\).*/\1/p'
      ;;
    *) on "$1" arping -b -w 1 -I eth0 "$2" | sed -n 's/.*\[\(.*\)\].*/\1/p' | tr A-F a-f | sort -u ;;
  esac
}

# filters: whether this kernel has nftables.
filters() {
  nft 'add table ip probe; delete table ip probe' >"$scratch/nft" 2>&1
}

# example NAME FILE: copies a config of examples/ as it is; nobody but us can write the copy.
example() {
  (umask 022 && cat "examples/$1.yaml" >"$scratch/$2.yaml")
}

# agent HOST COMMAND…: runs lvs-agent for a host, with the config of its name.
agent() {
  config=$scratch/$1.yaml
  if [ "$1" = here ]; then
    shift
    run scripts/lvs-agent -c "$config" "$@"
  else
    run scripts/lvs-agent --netns "$@" -c "$config"
  fi
}

# says SENTENCE WORDS: the last run said these words.
says() {
  case $out$err in
    *"$2"*) expect "$1" 0 -eq 0 ;;
    *) expect "$1: $2 in: $out" 0 -eq 1 ;;
  esac
}

# snapshot HOST: addresses, permanent neighbours, routes and parameters of a host, without those of tunl0 and its like: their modules stay.
snapshot() {
  {
    on "$1" ip -o address
    on "$1" ip -o link
    on "$1" ip neighbour show nud permanent | sort
    on "$1" ip route show table all
    on "$1" ip -6 route show table all
    # a secret of IPv6 that was never set cannot be read
    on "$1" grep -rs . /proc/sys/net/ipv4/conf /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf || :
    on "$1" tail -n +4 /proc/net/ip_vs 2>/dev/null || :
  } | grep -v -e tunl0 -e ip6tnl0 -e sit0
}

before() {
  snapshot "$1" >"$scratch/before.$1"
}

is_as_before() {
  snapshot "$1" | diff "$scratch/before.$1" - >"$scratch/diff"
}

# same SENTENCE HOST: it is as it was at before.
same() {
  is_as_before "$2" || :
  err=$(cat "$scratch/diff")
  expect "$1" -z "$err"
}
