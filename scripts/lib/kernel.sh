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
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    if on "$1" ip -o link show "$2" | grep -q 'state UP'; then return; fi
    sleep 0.1
  done
  echo "$2 of $1 has no carrier" >&2
  return 1
}

# plug HOST ADDRESS: makes one that has the address on an eth0, which is a port of br0.
plug() {
  host "$1"
  ip link add "$1" type veth peer name eth0 netns "$1"
  ip link set "$1" master br0 up
  on "$1" ip address add "$2/24" dev eth0
  on "$1" ip link set eth0 up
  carrier "$1" eth0
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

# snapshot HOST: addresses, permanent neighbours, routes and parameters of a host, without those of tunl0: its module stays.
snapshot() {
  {
    on "$1" ip -o address
    on "$1" ip -o link
    on "$1" ip neighbour show nud permanent | sort
    on "$1" ip route show table all
    on "$1" grep -rs . /proc/sys/net/ipv4/conf /proc/sys/net/ipv4/ip_forward
    on "$1" tail -n +4 /proc/net/ip_vs 2>/dev/null || :
  } | grep -v tunl0
}

before() {
  snapshot "$1" >"$scratch/before.$1"
}

# same SENTENCE HOST: it is as it was at before.
same() {
  snapshot "$2" | diff "$scratch/before.$2" - >"$scratch/diff" || :
  err=$(cat "$scratch/diff")
  expect "$1" -z "$err"
}
