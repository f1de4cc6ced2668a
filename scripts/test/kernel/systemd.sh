#!/bin/sh
# The installed units under a real systemd, for scripts/uml: a boot, a day's work, a shutdown. Outside it installs, and
# boots systemd as the first process of a namespace; inside, as a unit of its own, it looks.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10 late=192.0.2.20 state=/run/lab-state

here() {
  ip -o address show | grep -q " $1/32 "
}
arp_ignore() {
  cat /proc/sys/net/ipv4/conf/all/arp_ignore
}
# drift: how often the check has said that the parameter is not as it should be.
drift() {
  journalctl -u lvs-agent-verify | grep -c 'all/arp_ignore is 0, expected'
}
restarted() {
  [ "$(systemctl show -p NRestarts --value lvs-agent-watch)" -gt 0 ]
}
# unit NAME WORD…: what systemctl does with a unit of ours, with what it logged where that fails.
unit() {
  systemctl "$@" || { journalctl --no-pager -n 20 -u "$2" && return 1; }
}

inside() {
  expect 'boot: the service is up' "$(systemctl is-active lvs-agent)" = active
  expect 'boot: sysctl.d came before it' "$(cat /proc/sys/net/ipv4/conf/all/accept_source_route)" -eq 1
  expect 'boot: and did not write over it' "$(arp_ignore)" -eq 1
  expect 'boot: the VIP was there before what listens on it' "$(cat /run/listener)" = 'start with it'
  expect 'boot: the device that came late was waited for' "$(ip -o address show dev late | grep -c " $late/32 ")" -eq 1
  expect 'boot: the tunnel of another service is up' "$(ip -o link show tunl0 | grep -c ',UP')" -eq 1
  expect 'boot: so is the table' "$(ipvsadm -S -n | grep -c -- "-t $late:80")" -eq 2
  ! grep -q masquerade /etc/lvs-agent/web.yaml ||
    expect 'boot: so are the rules of nft' "$(nft list table ip lvs-agent-director | grep -c masquerade)" -eq 1
  expect 'boot: by the options of /etc/default' -d $state
  expect 'boot: nothing of ours failed' -z "$(systemctl --failed --plain --no-legend | grep lvs)"

  expect 'verify: in sync' -z "$(unit start lvs-agent-verify)"
  echo 0 >/proc/sys/net/ipv4/conf/all/arp_ignore
  systemctl start lvs-agent-verify 2>/dev/null || :
  expect 'verify: drift fails it' "$(systemctl is-failed lvs-agent-verify)" = failed
  expect 'verify: and says what' "$(drift)" -gt 0
  expect 'repair: it runs' -z "$(unit start lvs-agent-repair)"
  expect 'repair: it mends' "$(arp_ignore)" -eq 1
  /usr/local/bin/lvs-agent --state $state stop director >/dev/null
  echo 0 >/proc/sys/net/ipv4/conf/all/arp_ignore
  expect 'repair: it runs again' -z "$(unit start lvs-agent-repair)"
  expect 'repair: it mends again' "$(arp_ignore)" -eq 1
  expect 'repair: what was stopped by hand stays down' "$(here $late && echo up || echo down)" = down
  expect 'reload: it runs' -z "$(unit reload lvs-agent)"
  expect 'reload: so it does then' "$(here $late && echo up || echo down)" = down
  systemctl start lvs-agent-verify.timer lvs-agent-repair.timer
  expect 'timers: both wait' "$(systemctl list-timers --plain --no-legend | grep -c 'lvs-agent-.*\.timer')" -eq 2

  expect 'watch: it is ready' -z "$(unit start lvs-agent-watch)"
  ip address del $vip/32 dev lo
  expect 'watch: it puts the VIP back' "$(soon here $vip && echo up)" = up
  mkdir -p /etc/systemd/system/lvs-agent-watch.service.d
  printf '[Service]\nWatchdogSec=15\n' >/etc/systemd/system/lvs-agent-watch.service.d/watchdog.conf
  systemctl daemon-reload
  expect 'watch: it runs again' -z "$(unit restart lvs-agent-watch)"
  systemctl kill -s STOP lvs-agent-watch
  expect 'watch: its watchdog fires' "$(soon restarted && echo again)" = again

  expect 'stop: it runs' -z "$(unit stop lvs-agent nginx)"
  expect 'stop: the VIP is gone' "$(here $vip && echo up || echo down)" = down
  expect 'stop: the parameter is as sysctl.d has it' "$(arp_ignore)" -eq 0
  expect 'stop: what listened was stopped before' "$(cat /run/listener)" = 'stop with it'
  expect 'stop: nothing is repaired' "$(systemctl is-active lvs-agent-repair.timer)" = inactive

  sed -i '/OPTIONS/d' /etc/default/lvs-agent
  ip netns add blue
  ip -n blue link set lo up
  sed -i '/director:/,$d' /etc/lvs-agent/web.yaml
  for service in lvs-agent lvs-agent-verify lvs-agent-repair; do
    mkdir -p /etc/systemd/system/$service.service.d
    cp scripts/systemd/netns.conf /etc/systemd/system/$service.service.d/
  done
  systemctl daemon-reload
  expect 'netns: it starts' -z "$(unit start lvs-agent)"
  expect 'netns: the VIP is there' "$(ip -n blue -o address show | grep -c " $vip/32 ")" -eq 1
  expect 'netns: and not here' "$(here $vip && echo up || echo down)" = down
  said=$(drift)
  echo 0 | ip netns exec blue tee /proc/sys/net/ipv4/conf/all/arp_ignore >/run/tee
  systemctl start lvs-agent-verify 2>/dev/null || :
  expect 'netns: drift fails verify' "$(drift)" -gt "$said"
  expect 'netns: repair runs' -z "$(unit start lvs-agent-repair)"
  expect 'netns: that mends' "$(ip netns exec blue cat /proc/sys/net/ipv4/conf/all/arp_ignore)" -eq 1
  expect 'netns: it stops' -z "$(unit stop lvs-agent)"
  expect 'netns: the VIP is gone' "$(ip -n blue -o address show | grep -c " $vip/32 ")" -eq 0
  rm /etc/systemd/system/*.d/netns.conf
  systemctl daemon-reload

  expect 'start: it runs' -z "$(unit start nginx)"
  expect 'start: the VIP is back' "$(here $vip && echo up || echo down)" = up
  finish
}

if [ "${1:-}" = inside ]; then
  (inside) || code=$?
  systemctl --no-block exit "${code:-0}"
  exit
fi

scripts/install >/dev/null
rm -f /etc/systemd/system/*.wants/*
mkdir -p /etc/lvs-agent /etc/systemd/system/lvs-agent.service.d /etc/sysctl.d /etc/tmpfiles.d
# Else the boot empties /tmp, or mounts another, and this checkout may be in it.
ln -sf /dev/null /etc/tmpfiles.d/tmp.conf
ln -sf /dev/null /etc/systemd/system/tmp.mount
[ -s /etc/machine-id ] || tr -d - </proc/sys/kernel/random/uuid >/etc/machine-id
printf 'JAVA_HOME=%s\nOPTIONS=--state %s\n' "${JAVA_HOME:-}" $state >/etc/default/lvs-agent
cat >/etc/sysctl.d/99-lab.conf <<CONF
net.ipv4.conf.all.arp_ignore = 0
net.ipv4.conf.all.accept_source_route = 1
CONF
masquerade=''
! filters || masquerade='masquerade: [198.51.100.0/24]'
cat >/etc/lvs-agent/web.yaml <<YAML
services:
  web: {profile: dr, vips: [$vip]}
  tunnel: {profile: tun, vips: [192.0.2.30]}
  director:
    profile: director-dr
    device: late
    vips: [$late]
    $masquerade
    virtual-servers:
      - {tcp: 80, real-servers: [192.0.2.11]}
YAML
cp scripts/systemd/online.conf /etc/systemd/system/lvs-agent.service.d/
# What listens on the VIP is called nginx.
cat >/etc/systemd/system/nginx.service <<UNIT
[Unit]
Wants=lvs-agent.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'ip -o address | grep -q $vip && echo start with it >/run/listener || echo start without >/run/listener'
ExecStop=/bin/sh -c 'ip -o address | grep -q $vip && echo stop with it >/run/listener || echo stop without >/run/listener'
[Install]
WantedBy=multi-user.target
UNIT
cat >/etc/systemd/system/late.service <<UNIT
[Service]
ExecStart=/bin/sh -c 'sleep 3; ip link add late type veth peer name other; ip link set late up; ip link set other up; ip route add 192.0.2.11 dev late'
[Install]
WantedBy=multi-user.target
UNIT
cat >/etc/systemd/system/look.service <<UNIT
[Unit]
After=nginx.service lvs-agent.service
[Service]
WorkingDirectory=$PWD
Environment=PATH=$PATH
ExecStart=$PWD/scripts/test/kernel/systemd.sh inside
StandardOutput=file:$scratch/look
StandardError=inherit
[Install]
WantedBy=multi-user.target
UNIT
systemctl -q enable lvs-agent nginx late look
mount -t cgroup2 cgroup2 /sys/fs/cgroup
code=0
timeout -s KILL 1500 unshare -p -f -m --mount-proc --kill-child env container=lab /lib/systemd/systemd --system --show-status=no --log-target=journal || code=$?
cat "$scratch/look"
expect 'inside all is well' $code -eq 0
expect 'shutdown: the VIP is gone' "$(here $vip && echo up || echo down)" = down
expect 'shutdown: the parameter is as sysctl.d has it' "$(arp_ignore)" -eq 0
expect 'shutdown: what listened was stopped before' "$(cat /run/listener)" = 'stop with it'
finish
