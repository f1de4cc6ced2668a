#!/bin/sh
# Direct routing over IPv6 with the real ip_vs, for scripts/uml: who answers for the VIP, both real servers' answers, and
# one of them that dies.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=2001:db8::10
ip link add br0 type bridge
ip link set br0 up
# plug HOST NUMBER
plug() {
  host "$1"
  ip link add "$1" type veth peer name eth0 address "02:00:00:00:00:$2" netns "$1"
  ip link set "$1" master br0 up
  # shellcheck disable=SC2016
  on "$1" sh -c 'for of in all default lo eth0; do for key in disable_ipv6 accept_dad; do echo 0 >/proc/sys/net/ipv6/conf/$of/$key; done; done'
  on "$1" ip address add "2001:db8::$2/64" dev eth0 nodad
  on "$1" ip link set eth0 up
  carrier "$1" eth0
}
plug client 99
plug director 01
plug rs1 11
plug rs2 12
for host in rs1 rs2; do
  mkdir "$scratch/$host"
  echo $host >"$scratch/$host/index.html"
  on $host busybox httpd -p 8080 -h "$scratch/$host"
  echo "services: {web: {profile: dr, vips: ['$vip']}}" >"$scratch/$host.yaml"
done

# director MORE: its config, with this of the second real server.
director() {
  cat >"$scratch/director.yaml" <<YAML
services:
  web:
    profile: director-dr
    device: eth0
    vips: ["$vip"]
    virtual-servers:
      - {tcp: 8080, scheduler: rr, real-servers: ["2001:db8::11"$1]}
YAML
}

answers() {
  for _ in 1 2 3 4 5 6; do on client curl -gs -m 2 "http://[$vip]:8080/" || echo lost; done | sort | uniq -c | tr -s ' \n' ' '
}

# who: the hardware address that the client finds for the VIP, asked anew.
who() {
  on client ip neighbour flush dev eth0
  on client busybox ping -6 -q -c 1 -W 2 $vip >/dev/null 2>&1 || :
  on client ip neighbour show $vip | sed -n 's/.*lladdr \([^ ]*\).*/\1/p'
}

for host in director rs1 rs2; do before "$host"; done
for host in rs1 rs2; do
  agent $host start
  expect "$host: start: exit 0" "$code" -eq 0
done
expect 'real servers do not answer neighbour solicitation' -z "$(who)"
director ', "2001:db8::12"'
agent director start
expect 'director: start: exit 0' "$code" -eq 0
expect 'the director does' "$(who)" = 02:00:00:00:00:01
expect 'ipvsadm lists what the config says' "$(on director ipvsadm -S -n | tr '\n' ' ')" = \
  "-A -t [$vip]:8080 -s rr -a -t [$vip]:8080 -r [2001:db8::11]:8080 -g -w 1 -a -t [$vip]:8080 -r [2001:db8::12]:8080 -g -w 1 "
expect 'both real servers answer in turn' "$(answers)" = ' 3 rs1 3 rs2 '

ip netns pids rs1 | xargs kill
expect 'one that is dead takes its share of the requests along' "$(answers)" = ' 3 lost 3 rs2 '
agent director drain 2001:db8::11 --timeout 1
expect 'drained, the other answers all' "$(answers)" = ' 6 rs2 '
on rs1 busybox httpd -p 8080 -h "$scratch/rs1"
agent director undrain 2001:db8::11
expect 'undrain: exit 0' "$code" -eq 0
expect 'back, both answer' "$(answers)" = ' 3 rs1 3 rs2 '
on rs2 ip link set eth0 down
director ''
agent director start
expect 'its host is dead, and out of the config: the other answers all' "$(answers)" = ' 6 rs1 '
on rs2 ip link set eth0 up
agent director stop
expect 'stop: exit 0' "$code" -eq 0
expect 'nobody answers' -z "$(who)"
same 'all is as before' director
finish
