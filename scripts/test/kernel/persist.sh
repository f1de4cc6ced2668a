#!/bin/sh
# What persist is for, under a real systemd, for scripts/uml: something else than lvs-agent adds the VIP while the
# network comes up, and a peer asks for it from before the boot on. With the files of persist it never gets an answer.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10 rip=192.0.2.2 ours=/etc/sysctl.d/90-lvs-agent.conf
host peer
ip link add eth0 type veth peer name eth0 netns peer
ip -n peer address add 192.0.2.1/24 dev eth0
ip -n peer link set eth0 up

# Asks for each address, many times a second, and writes how often it was heard when it is ended.
cat >"$scratch/asks.py" <<'PYTHON'
import signal, socket, struct, sys, time
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
wire.bind(("eth0", 0x0806))
wire.settimeout(0.02)
own, heard = wire.getsockname()[4], {}
def end(*_):
    with open(sys.argv[1], "w") as out:
        for ip in sys.argv[2:]:
            print(ip, heard.get(ip, 0), file=out)
    sys.exit()
signal.signal(signal.SIGTERM, end)
open(sys.argv[1], "w").close()
while True:
    for ip in sys.argv[2:]:
        asks = struct.pack("!HHBBH6s4s6s4s", 1, 0x0800, 6, 4, 1, own, socket.inet_aton("192.0.2.1"), bytes(6), socket.inet_aton(ip))
        try:
            wire.send(b"\xff" * 6 + own + b"\x08\x06" + asks)
            frame = wire.recv(100)
        except OSError:
            time.sleep(0.02)
            continue
        if frame[20:22] == b"\x00\x02":
            ip = socket.inet_ntoa(frame[28:32])
            heard[ip] = heard.get(ip, 0) + 1
PYTHON

# boot: as a host does, with the network before everything else; prints how often an address was heard.
boot() {
  ip address flush dev eth0
  ip link set eth0 down
  ip address delete $vip/32 dev lo 2>/dev/null || :
  for name in arp_ignore arp_announce; do
    for of in all default lo eth0; do echo 0 >/proc/sys/net/ipv4/conf/$of/$name; done
  done
  # what the boot before has left
  rm -rf "$scratch/heard" /run/systemd /run/log
  ip netns exec peer python3 "$scratch/asks.py" "$scratch/heard" $vip $rip &
  asks=$!
  soon test -e "$scratch/heard"
  timeout -s KILL 900 unshare -p -f -m --mount-proc --kill-child env container=lab \
    /lib/systemd/systemd --system --unit=lab.target --show-status=no --log-target=journal >"$scratch/booted" 2>&1 || cat "$scratch/booted"
  journalctl -q --no-pager -o cat -u network-lab -u systemd-sysctl >"$scratch/journal" 2>&1 || :
  kill $asks
  wait $asks || :
}
# heard ADDRESS: how often; what the boot has logged is shown where an expectation fails.
heard() {
  sed -n "s/^$1 //p" "$scratch/heard"
}

rm -f /etc/systemd/system/*.wants/* /etc/sysctl.d/99-sysctl.conf
mkdir -p /etc/lvs-agent /etc/tmpfiles.d
ln -sf /dev/null /etc/tmpfiles.d/tmp.conf
ln -sf /dev/null /etc/systemd/system/tmp.mount
[ -s /etc/machine-id ] || tr -d - </proc/sys/kernel/random/uuid >/etc/machine-id
cat >/etc/lvs-agent/web.yaml <<YAML
services:
  web: {profile: dr, vips: [$vip]}
YAML
cat >/etc/systemd/system/lab.target <<UNIT
[Unit]
Requires=network-lab.service
UNIT
cat >/etc/systemd/system/network-lab.service <<UNIT
[Service]
Type=oneshot
Environment=PATH=$PATH
ExecStart=/bin/sh -c 'grep . /proc/sys/net/ipv4/conf/all/arp_*; ip address add $vip/32 dev lo; ip address add $rip/24 dev eth0; ip link set eth0 up; sleep 3'
ExecStopPost=systemctl --no-block exit 0
UNIT
mount -t cgroup2 cgroup2 /sys/fs/cgroup

boot
err=$(cat "$scratch/journal")
expect 'without: the network was up' "$(heard $rip)" -gt 0
expect 'without: the peer hears of the VIP' "$(heard $vip)" -gt 0

run scripts/lvs-agent persist
expect 'persist: it writes' "$code" -eq 0
expect 'persist: what all can read' "$(stat -c %a $ours)" -eq 644
boot
err=$(cat "$scratch/journal")
expect 'with: the network was up' "$(heard $rip)" -gt 0
expect 'with: the peer hears nothing of the VIP' "$(heard $vip)" -eq 0

run scripts/lvs-agent start
run scripts/lvs-agent verify --strict
expect 'verify: in sync with the files' "$code" -eq 0
sed -i 's/vips:/uplinks: [eth0], vips:/' /etc/lvs-agent/web.yaml
run scripts/lvs-agent start
run scripts/lvs-agent verify
err=$out$err
expect 'verify: after a change of the config it is in sync' "$code" -eq 0
says 'verify: and says that the file differs' "$ours is different"
run scripts/lvs-agent plan
says 'plan: the lines that write it' "cat >$ours"
run scripts/lvs-agent doctor
expect 'doctor: it finds that nothing starts the service' "$code" -eq 2
says 'doctor: by its name' boot-service
run scripts/lvs-agent stop
says 'stop: the file stays' "stays: $ours"
run scripts/lvs-agent persist --remove
expect 'remove: the file is gone' ! -e $ours
finish
