#!/bin/sh
# A director of tunnels, whose VIP is on tunl0
VIP=192.0.2.20
RIP1=198.51.100.21
RIP2=198.51.100.22
modprobe ipip
ifconfig tunl0 $VIP broadcast $VIP netmask 255.255.255.255 up
route add -host $VIP dev tunl0
ipvsadm -A -t $VIP:http -s wlc
ipvsadm -a -t $VIP:http -r $RIP1 -i
ipvsadm -a -t $VIP:http -r $RIP2 -i -w 2
