#!/bin/sh
# What doctor finds around tunnels, with the real ip_vs, ipip and fou, for scripts/uml: it breaks as the finding says, and
# works again by what the finding says to do.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

vip=192.0.2.10

# offload HOST DEVICE lro on|off: as ethtool -K does; prints what the device has then.
cat >"$scratch/offload.py" <<'PYTHON'
import array, fcntl, socket, struct, sys
device, on = sys.argv[1], sys.argv[3] == "on"
def call(command, value=0):
    data = array.array("B", struct.pack("II", command, value))
    fcntl.ioctl(socket.socket(), 0x8946, struct.pack("16sP16x", device.encode(), data.buffer_info()[0]))
    return struct.unpack("II", data.tobytes())[1]
lro = 1 << 15
call(0x26, call(0x25) & ~lro | (lro if on else 0))
print("on" if call(0x25) & lro else "off")
PYTHON
offload() {
  host=$1
  shift
  on "$host" python3 "$scratch/offload.py" "$@"
}

# found SENTENCE HOST ID SEVERITIES: those of the findings of this kind.
found() {
  agent "$2" doctor -o json
  severities=$(echo "$out" | grep -o "{\"id\":\"$3\",\"severity\":\"[^\"]*" | sed 's/.*"//' | tr '\n' ' ')
  expect "$1" "$severities" = "$4"
}

tunnels $vip <<YAML
      - {tcp: 80, real-servers: [192.0.2.11]}
      - {tcp: 81, real-servers: [{rip: 192.0.2.11, tunnel: gue, tunnel-port: 6080}]}
YAML
filtering 1
web rs1 81
agent rs1 start
expect 'real server: start' "$code" -eq 0
agent director start
expect 'director: start' "$code" -eq 0
modprobe fou
on rs1 ip fou add port 6080 gue
expect 'ipip is answered' "$(answers client 1 http://$vip/)" = ' 1 rs1 '
expect 'GUE is answered' "$(answers client 1 http://$vip:81/)" = ' 1 rs1 '
found 'doctor: nothing filters' rs1 tunnel-filter ''

# filtered RULES: how iptables takes them, which the next line takes back.
filtered() {
  on rs1 iptables-legacy -F INPUT
  on rs1 iptables-legacy -P INPUT ACCEPT
  for rule; do
    # shellcheck disable=SC2086
    on rs1 iptables-legacy $rule
  done
}

filtered '-A INPUT -p 4 -j DROP'
expect 'protocol 4: ipip is lost' "$(answers client 1 http://$vip/)" = ' 1 lost '
expect 'protocol 4: GUE is answered' "$(answers client 1 http://$vip:81/)" = ' 1 rs1 '
found 'protocol 4: it may break, because GUE passes' rs1 tunnel-filter 'may-break '
says 'protocol 4: and quotes the rule' '-A INPUT -p ipencap -j DROP'
agent rs1 verify
expect 'protocol 4: verify sees no packet filters' "$code" -eq 0

filtered '-A INPUT -p udp --dport 6080 -j DROP'
expect 'port of GUE: GUE is lost' "$(answers client 1 http://$vip:81/)" = ' 1 lost '
found 'port of GUE: it may break, because ipip passes' rs1 tunnel-filter 'may-break '
says 'port of GUE: and names it' 'UDP port 6080 is dropped'

filtered '-A INPUT -p tcp --dport 80 -j ACCEPT' '-A INPUT -p tcp --dport 81 -j ACCEPT' '-P INPUT DROP'
expect 'policy: both are lost' "$(answers client 1 http://$vip/ http://$vip:81/)" = ' 2 lost '
found 'policy: both are broken' rs1 tunnel-filter 'broken broken '

filtered '-A INPUT -p tcp -j ACCEPT' '-A INPUT -s 192.0.2.1 -p 4 -j ACCEPT' '-P INPUT DROP'
expect 'the director alone: ipip is answered' "$(answers client 1 http://$vip/)" = ' 1 rs1 '
found 'the director alone: it cannot be decided' rs1 tunnel-filter 'may-break may-break '
says 'the director alone: the rule that may accept it' 'unless this accepts it: table ip filter, chain INPUT: -A INPUT -s 192.0.2.1/32'

filtered '-A INPUT -p tcp -j ACCEPT' '-A INPUT -p 4 -j ACCEPT' '-A INPUT -p udp --dport 6080 -j ACCEPT' '-P INPUT DROP'
expect 'a sound filter: both are answered' "$(answers client 1 http://$vip/ http://$vip:81/)" = ' 2 rs1 '
found 'a sound filter: nothing is found' rs1 tunnel-filter ''
filtered

# The MSS that the way back to clients makes the real server offer.
far=203.0.113.5
on client ip address add $far/32 dev lo
for node in director rs1; do on $node ip route add default via 192.0.2.100 dev eth0; done
# asked LENGTH: the answer to a request of so many bytes, from beyond the default route of the real server.
cat >"$scratch/asked.py" <<'PYTHON'
import socket, sys
far, vip, length = sys.argv[1], sys.argv[2], int(sys.argv[3])
begin, end = b"GET / HTTP/1.0\r\nX: ", b"\r\n\r\n"
with socket.create_connection((vip, 80), 4, (far, 0)) as server:
    server.sendall(begin + b"x" * (length - len(begin) - len(end)) + end)
    try:
        print(server.makefile().read().split()[-1])
    except TimeoutError:
        print("lost")
PYTHON
asked() {
  on client python3 "$scratch/asked.py" $far $vip "$1"
}
# one packet of 1,500 bytes has 1,448 for the request
on client iptables-legacy -A INPUT -p icmp -j DROP
expect 'MSS: a short request is answered' "$(asked 100)" = rs1
expect 'MSS: a long one is lost, where the client hears no ICMP' "$(asked 1440)" = lost
on client iptables-legacy -F INPUT
expect 'MSS: it is answered, where the client does' "$(asked 1440)" = rs1
on client ip route flush cache
on client iptables-legacy -A INPUT -p icmp -j DROP
found 'MSS: doctor finds it' rs1 mtu-mss 'may-break '
mend=$(echo "$out" | grep -o 'run ip route change [^,]*' | sed 's/run //')
expect 'MSS: and a command' -n "$mend"
on rs1 sh -c "$mend"
found 'MSS: nothing is found' rs1 mtu-mss ''
expect 'MSS: the long request is answered without ICMP' "$(asked 1440)" = rs1
on client iptables-legacy -F INPUT

# Large receive offload, which a bond can have.
on director sh -c 'echo 0 >/proc/sys/net/ipv4/ip_forward'
on director ip link add bond0 type bond
on director ip link set bond0 up
offload director bond0 lro off >/dev/null
found 'LRO: nothing is found' director lro ''
expect 'LRO: it is on' "$(offload director bond0 lro on)" = on
found 'LRO: doctor finds it' director lro 'may-break '
says 'LRO: and the reason' 'turns it off where ip_forward is set, and here it is 0'
on director sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
found 'LRO: the kernel turns it off when it forwards' director lro ''
expect 'LRO: but not later' "$(offload director bond0 lro on)" = on
found 'LRO: doctor finds it, too' director lro 'may-break '
says 'LRO: and that reason' 'since ip_forward was set'
found 'LRO: a real server does not forward' rs1 lro ''
finish
