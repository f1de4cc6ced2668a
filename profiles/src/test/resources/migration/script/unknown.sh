#!/bin/bash
# Values that the text alone does not tell
VIP=192.0.2.10
DEV=$(ip route show default | awk '{print $5}')
RIP2=$2
ip addr add $VIP/32 dev $DEV
ip addr add 192.0.2.11/32 dev eth0
ipvsadm -A -t $VIP:80 -s rr
ipvsadm -a -t $VIP:80 -r 192.0.2.21 -g
ipvsadm -a -t $VIP:80 -r $RIP2 -g
ipvsadm -A -t 192.0.2.11:80 -s rr
while read rip; do
    ipvsadm -a -t 192.0.2.11:80 -r $rip -g
done < /etc/real-servers
if ping -c 1 192.0.2.23; then
    ipvsadm -a -t 192.0.2.11:80 -r 192.0.2.23 -g
fi
iptables -t mangle -A PREROUTING -d $VIP -p tcp -j MARK --set-mark 1
tc qdisc add dev eth0 root fq
