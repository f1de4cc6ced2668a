#!/bin/sh
# A real server behind tunnels
VIP="192.0.2.20"
IFACE=tunl0

start() {
    if ! lsmod | grep -q ipip; then
        modprobe ipip
    fi
    ifconfig $IFACE $VIP netmask 255.255.255.255 broadcast $VIP up
    route add -host $VIP dev $IFACE
    for dev in $IFACE all; do
        echo 1 > /proc/sys/net/ipv4/conf/$dev/arp_ignore
        echo 2 > /proc/sys/net/ipv4/conf/$dev/arp_announce
        echo 0 > /proc/sys/net/ipv4/conf/$dev/rp_filter
    done
    echo 0 > /proc/sys/net/ipv4/ip_forward
}

stop() {
    ifconfig $IFACE down
    rmmod ipip
}

action=$1
if [ "$action" = "start" ]; then
    start
elif [ "$action" = "stop" ]; then
    stop
else
    echo "usage: $0 start|stop"
fi
