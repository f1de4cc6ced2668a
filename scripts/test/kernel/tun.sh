#!/bin/sh
# Profile tun with the real ipip, for scripts/uml: here, the initial namespace, is the real server; a namespace plays
# the director and the clients behind it. There is no udev.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=203.0.113.10 client=203.0.113.77 spoofed=198.51.100.77

# plug HOST NET: gives it eth0, NET.2, with a director at NET.1 that has a tunnel to it and is its way to the clients.
plug() {
  here=''
  [ "$1" = here ] || here=$1
  ip link add "to-$1" netns director type veth peer name eth0 ${here:+netns "$here"}
  on director ip address add "$2.1/24" dev "to-$1"
  on director ip link set "to-$1" up
  on "$1" ip address add "$2.2/24" dev eth0
  on "$1" ip link set eth0 up
  on "$1" ip route add $client via "$2.1"
  carrier "$1" eth0
  printf 'services: {web: {profile: tun, vips: [%s], clients: [%s]}}\n' $vip $client >"$scratch/$1.yaml"
}

# wrapped HOST NET: whether a client's packet to the VIP that the director wraps is answered.
wrapped() {
  on director ip tunnel add "ipip-$1" mode ipip local "$2.1" remote "$2.2" 2>/dev/null || :
  on director ip link set "ipip-$1" up
  on director ip route replace $vip dev "ipip-$1" src $client
  on director busybox ping -q -c 1 -W 1 -I $client $vip >/dev/null && echo answered || echo lost
}

# Packets that rp_filter has dropped here.
drops() {
  awk '/^TcpExt/ && !n { for (i = 2; i <= NF; i++) if ($i == "IPReversePathFilter") n = i; next } /^TcpExt/ { print $n }' /proc/net/netstat
}

spoof() {
  on director busybox ping -q -c 1 -W 1 -I $spoofed 192.0.2.2 >/dev/null || :
}

parameter() {
  cat "/proc/sys/net/ipv4/conf/$1"
}

flags() {
  on "$1" ip -o link show tunl0 | sed 's/.*<\(.*\)>.*/\1/'
}

host director
host here
for address in $client $spoofed; do on director ip address add "$address/32" dev lo; done
plug here 192.0.2
ip link add eth1 type veth peer name other
ip link set other up
ip link set eth1 up
ip address add 198.51.100.1/24 dev eth1
carrier here eth1
# rp_filter holds for ARP, too, and does not count there: the director has to know our MAC before it spoofs.
on director busybox ping -q -c 1 192.0.2.2 >/dev/null
echo 1 >/proc/sys/net/ipv4/conf/all/rp_filter
before here

# A kernel without ipip.
mount -t tmpfs none "/lib/modules/$(uname -r)"
agent here start
umount "/lib/modules/$(uname -r)"
expect 'without the module: exit 69' "$code" -eq 69
expect 'one line' "$(wc -l <"$scratch/err")" -eq 1
says 'that names it' ipip
same 'and nothing is changed' here

# A kernel with it.
dropped=$(drops)
spoof
expect 'a spoofed packet is dropped before' "$(drops)" -eq $((dropped + 1))
agent here plan
planned=$out
expect 'the module is not loaded' ! -d /sys/module/ipip
agent here start
expect 'start: exit 0' "$code" -eq 0
expect 'start does what plan said, line by line' "$(printf '%s\n' "$out" | grep -v '^web ')" = "$planned"
expect 'the module is loaded' -d /sys/module/ipip
expect 'tunl0 is up' "$(flags here)" = NOARP,UP,LOWER_UP
expect 'with the VIP' "$(ip -o address show dev tunl0 | awk '{print $4}')" = $vip/32
expect 'and its route' "$(ip route show $vip | awk '{print $3}')" = tunl0
for row in all/arp_ignore=1 all/arp_announce=2 all/rp_filter=0 tunl0/rp_filter=0 eth0/rp_filter=1 eth1/rp_filter=1 \
  default/rp_filter=1; do
  expect "$row" "$(parameter "${row%=*}")" = "${row#*=}"
done
spoof
expect 'a spoofed packet is dropped as before' "$(drops)" -eq $((dropped + 2))
expect 'a wrapped one is answered' "$(wrapped here 192.0.2)" = answered
expect 'and passes the filter' "$(drops)" -eq $((dropped + 2))
run on director arping -q -b -w 1 -I to-here $vip
expect 'nobody answers ARP for the VIP' "$code" -eq 1
agent here verify
expect 'verify: exit 0' "$code" -eq 0

# What breaks a tunnel most.
echo 1 >/proc/sys/net/ipv4/conf/tunl0/rp_filter
expect 'with tunl0/rp_filter 1 it is lost' "$(wrapped here 192.0.2)" = lost
expect 'and counted' "$(drops)" -eq $((dropped + 3))
agent here verify
expect 'verify: exit 2' "$code" -eq 2
says 'it names the parameter' 'broken   sysctl net/ipv4/conf/tunl0/rp_filter is 1'
agent here start
expect 'start mends it' "$(wrapped here 192.0.2)" = answered

# Other devices that take the packets of tunl0: it matters whether their reverse path filter drops them, as 2 does, too,
# on a device without an address.
for taker in external 'local 192.0.2.2'; do
  # shellcheck disable=SC2086
  ip link add other0 type ipip $taker
  for filter in 0 1 2; do
    echo $filter >/proc/sys/net/ipv4/conf/other0/rp_filter
    for state in up down; do
      ip link set other0 $state
      way=answered lost=0
      [ $filter = 0 ] || [ $state = down ] || { way=lost lost=1; }
      expect "$taker, rp_filter $filter, $state: a wrapped packet is $way" "$(wrapped here 192.0.2)" = $way
      agent here verify -o json
      named=$(echo "$out" | grep -c 'other0 takes the packets of tunl0' || :)
      expect "$taker, rp_filter $filter, $state: verify says so" "$named" -eq $lost
      # at 0 verify reports that the device does not filter as it did under all
      [ $filter = 0 ] || expect "$taker, rp_filter $filter, $state: verify: exit" "$code" -eq $((2 * lost))
    done
  done
  ip link del other0
done

# What a restart of the network takes away.
for loss in 'ip address flush dev tunl0' 'ip link set tunl0 down'; do
  $loss
  expect "$loss: packets are lost" "$(wrapped here 192.0.2)" = lost
  agent here verify
  expect "$loss: verify exits 2" "$code" -eq 2
  says "$loss: it names the device" tunl0
  agent here start
  expect "$loss: start exits 0" "$code" -eq 0
  expect "$loss: start mends it" "$(wrapped here 192.0.2)" = answered
done

agent here stop
expect 'stop: exit 0' "$code" -eq 0
same 'addresses, routes and parameters are as before' here
expect 'tunl0 is down' "$(flags here)" = NOARP
expect 'with the last value that was not ours' "$(parameter tunl0/rp_filter)" = 1
echo 0 >/proc/sys/net/ipv4/conf/tunl0/rp_filter
expect 'and else the parameters of a new device' \
  "$(cd /proc/sys/net/ipv4/conf/tunl0 && grep . ./*)" = "$(cd /proc/sys/net/ipv4/conf/default && grep . ./*)"
expect 'the VIP is not local' "$(ip route get $vip fibmatch 2>&1 | grep -c '^local')" -eq 0
dropped=$(drops)
spoof
expect 'a spoofed packet is dropped' "$(drops)" -eq $((dropped + 1))

# Somebody moves in while it is up.
agent here start
ip address add 198.51.100.9/32 dev tunl0
agent here stop
expect 'somebody else on tunl0: exit 0' "$code" -eq 0
says 'it says what stays' 'link tunl0 stays: 198.51.100.9 is on it'
expect 'tunl0 stays up' "$(flags here)" = NOARP,UP,LOWER_UP
expect 'with that address alone' "$(ip -o address show dev tunl0 | awk '{print $4}')" = 198.51.100.9/32
agent here status
expect 'status meanwhile: 1' "$code" -eq 1
ip address del 198.51.100.9/32 dev tunl0
ip route add 198.18.0.0/15 dev tunl0
agent here stop
expect 'a route of somebody else: exit 0' "$code" -eq 0
says 'it says what stays' 'link tunl0 stays: a route to 198.18.0.0/15 is on it'
expect 'so does the route' "$(ip route show 198.18.0.0/15 | wc -l)" -eq 1
ip route del 198.18.0.0/15
agent here stop
expect 'the next stop: exit 0' "$code" -eq 0
same 'has all back' here
expect 'and tunl0 down' "$(flags here)" = NOARP

# Somebody was there before.
ip link set tunl0 up
ip address add 198.51.100.9/32 dev tunl0
was=$(ip -o address show dev tunl0)
agent here start
agent here stop
expect 'somebody there before: exit 0' "$code" -eq 0
expect 'nothing to say' -z "$err"
expect 'tunl0 stays up' "$(flags here)" = NOARP,UP,LOWER_UP
expect 'with that address' "$(ip -o address show dev tunl0)" = "$was"
same 'the rest is as before' here

# A parameter that cannot be written is noticed before anything is changed.
ip address del 198.51.100.9/32 dev tunl0
ip link set tunl0 down
locked=/proc/sys/net/ipv4/conf/tunl0
mount --bind $locked $locked
mount -o remount,bind,ro $locked
agent here start
umount $locked
expect 'a read-only parameter: exit 77' "$code" -eq 77
expect 'one line' "$(wc -l <"$scratch/err")" -eq 1
same 'all is undone' here
expect 'tunl0 is down' "$(flags here)" = NOARP

# Other namespaces: tunl0 is there and cannot be deleted (0), or is one that was made and goes again (1 and 2).
for mode in 0 1 2; do
  echo $mode >/proc/sys/net/core/fb_tunnels_only_for_init_net
  host "ns$mode"
  plug "ns$mode" 10.0.$mode
  before "ns$mode"
  expect "fb_tunnels_only_for_init_net $mode" "$(on "ns$mode" ip -o link show tunl0 2>/dev/null | wc -l)" -eq $((mode == 0))
  agent "ns$mode" start
  expect "$mode: start: exit 0" "$code" -eq 0
  expect "$mode: a wrapped packet is answered" "$(wrapped "ns$mode" 10.0.$mode)" = answered
  agent "ns$mode" stop
  expect "$mode: stop: exit 0" "$code" -eq 0
  expect "$mode: nothing to say" -z "$err"
  same "$mode: all is as before" "ns$mode"
  expect "$mode: tunl0 is as it was" "$(flags "ns$mode" 2>/dev/null)" = "$([ "$mode" -ne 0 ] || echo NOARP)"
done
finish
