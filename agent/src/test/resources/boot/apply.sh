#!/bin/sh
# apply.sh TREES OUT: for each folder in TREES, what the real programs make of its files. Runs in a mount and a network
# namespace of its own, with a copy of /etc, and prints file:value of each parameter for each program into OUT/TREE.PROGRAM.
# The trees are removed.
set -eu
trees=$1 out=$2
names='arp_ignore arp_announce rp_filter send_redirects'
devices='all default lo a b c.1'
systemd=/lib/systemd/systemd-sysctl
[ -x $systemd ] || systemd=/usr/lib/systemd/systemd-sysctl
export SYSTEMD_LOG_LEVEL=emerg

mount --make-rprivate /
work=$(mktemp -d)
mount -t tmpfs none "$work"
mkdir "$work/etc" "$work/lib"
mount --bind "$work/lib" /usr/lib/sysctl.d
cp -a /etc/ld.so* "$work/etc/"
mount --bind "$work/etc" /etc
mount -t tmpfs none /run
mount -t tmpfs none /usr/local/lib
ln -s "$work/current/etc/sysctl.d" /etc/sysctl.d
ln -s "$work/current/etc/sysctl.conf" /etc/sysctl.conf
ln -s "$work/current/run/sysctl.d" /run/sysctl.d
ln -s "$work/current/usr/local/lib/sysctl.d" /usr/local/lib/sysctl.d

ip link set lo up
ip link add name a type veth peer name b
ip link add name c.1 type bridge
n=0
# conf/default reaches a device that never had an address
for device in a b c.1; do
  n=$((n + 1))
  ip address add "198.51.100.$n/32" dev "$device"
done

parameters=''
for device in $devices; do for name in $names; do parameters="$parameters /proc/sys/net/ipv4/conf/$device/$name"; done; done
files="/proc/sys/net/ipv4/ip_forward $parameters"

fresh() {
  # dash reads one digit of it; its lock is that of the whole machine, so that it is written only where it has changed
  read -r forwards </proc/sys/net/ipv4/ip_forward || :
  [ "${forwards#7}" = '' ] || [ "${forwards#77}" = '' ] || echo 77 >/proc/sys/net/ipv4/ip_forward
  for file in $parameters; do echo 77 >"$file"; done
}

tree=0
for folder in "$trees"/*; do
  name=${folder##*/}
  ln -sfn "$folder" "$work/current"
  rm -f "$work"/lib/*
  cp -a "$folder/usr/lib/sysctl.d/." "$work/lib/"
  fresh
  $systemd 2>/dev/null || :
  # shellcheck disable=SC2086
  grep . $files >"$out/$name.systemd"
  # as the rule of udev does
  tree=$((tree + 1))
  if [ $((tree % 3)) -eq 1 ]; then
    fresh
    $systemd --prefix=/net/ipv4/conf/a --prefix=/net/ipv4/neigh/a 2>/dev/null || :
    # shellcheck disable=SC2086
    grep . $files >"$out/$name.udev"
  fi
  fresh
  sysctl -q --system >/dev/null 2>&1 || :
  # shellcheck disable=SC2086
  grep . $files >"$out/$name.procps"
done
umount /etc /usr/lib/sysctl.d
umount "$work"
rmdir "$work"
rm -rf "$trees"
