#!/bin/bash
# Several VIPs from a list, with ip and sysctl
VIPS="192.0.2.10 192.0.2.11"
VIPS="$VIPS 192.0.2.12"
i=0
for vip in $VIPS
do
    ip addr add ${vip}/32 dev lo
done
ip addr add 192.0.2.30/32 dev lo label lo:db
sysctl -w net.ipv4.conf.all.arp_ignore=1
sysctl -w net.ipv4.conf.all.arp_announce=2 net.ipv4.conf.lo.arp_ignore=1
sysctl -w net.ipv4.tcp_tw_reuse=1
cat >> /etc/sysctl.conf <<EOF
net.ipv4.conf.eth0.arp_ignore = 1
net.ipv4.conf.eth0.arp_announce = 2
EOF
