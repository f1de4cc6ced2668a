#!/bin/bash
# A director that translates addresses, without start and stop
VIP=198.51.100.10
NET=192.0.2

echo 1 > /proc/sys/net/ipv4/ip_forward
echo 0 > /proc/sys/net/ipv4/conf/all/send_redirects
echo 0 > /proc/sys/net/ipv4/conf/default/send_redirects
echo 0 > /proc/sys/net/ipv4/conf/eth0/send_redirects
echo 0 > /proc/sys/net/ipv4/conf/eth1/send_redirects

iptables -t nat -F
iptables -t nat -X
iptables -t nat -A POSTROUTING -s ${NET}.0/24 -j MASQUERADE

ip addr add $VIP/24 dev eth0 label eth0:1
ipvsadm -C
ipvsadm -A -t $VIP:80 -s rr
for n in {21..23}; do
    ipvsadm -a -t $VIP:80 -r $NET.$n:8080 -m
done
ipvsadm -A -u $VIP:53 -s rr
ipvsadm -a -u $VIP:53 -r $NET.31:53 -m
ipvsadm --set 900 120 300
