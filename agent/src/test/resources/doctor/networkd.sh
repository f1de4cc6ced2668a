#!/bin/sh
# networkd.sh TREES OUT: for each folder in TREES, what a start of systemd-networkd with its files leaves of the VIPs on
# eth0 and lo. Each runs in a mount and a network namespace of its own, all at the same time; OUT/TREE has the devices.
set -eu
if [ $# -eq 2 ]; then
  for tree in "$1"/*; do
    unshare -m -n sh "$0" "$tree" "$2" one >"$2/${tree##*/}.log" 2>&1 &
  done
  wait
  exit
fi

mount --make-rprivate /
mount -t tmpfs none /run
mount -t tmpfs none /etc/systemd
mount -t sysfs none /sys
cp -a "$1/etc/systemd/network" /etc/systemd/
mkdir -p /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp /run/udev/data
[ ! -d "$1/run/systemd/network" ] || cp -a "$1/run/systemd/network" /run/systemd/
chown -R systemd-network: /run/systemd/netif
printf '[Match]\nName=other\n[Network]\nAddress=198.51.100.9/24\n' >/etc/systemd/network/99-other.network
ip link set lo up
ip link add name eth0 type veth peer name other
ip link set eth0 up
ip link set other up
ip address add 192.0.2.10/32 dev eth0
ip address add 192.0.2.11/32 dev lo
# udev has seen them
for index in /sys/class/net/*/ifindex; do
  printf 'I:1\nG:systemd\n' >"/run/udev/data/n$(cat "$index")"
done
timeout 60 /lib/systemd/systemd-networkd &
networkd=$!
# in every tree something is configured
for _ in $(seq 300); do
  ! ip -o -4 address show | grep -q 198.51.100 || break
  sleep 0.1
done
sleep 1
kill $networkd
ip -o -4 address show | sed -n 's/.*: \([^ ]*\) .*192.0.2.*/\1/p' | sort >"$2/${1##*/}"
