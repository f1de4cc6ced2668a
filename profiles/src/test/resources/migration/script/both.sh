#!/bin/bash
# Director and real server in one file
VIP=${VIP:-192.0.2.10}

add_real() {
    local service=$1 rip=$2
    ipvsadm -a -t $VIP:$service -r $rip -g
}

director() {
    ip address add $VIP/32 dev bond0 label bond0:vip
    ipvsadm -A -t $VIP:80 -s sh -b sh-port
    add_real 80 192.0.2.21
    add_real 80 192.0.2.22
    arping -q -U -c 3 -I bond0 $VIP
}

realserver() {
    ip address add $VIP/32 dev lo
    sysctl -qw net.ipv4.conf.all.arp_ignore=1
    sysctl -qw net.ipv4.conf.all.arp_announce=2
}

case "$1" in
    director) director ;;
    realserver) realserver ;;
    stop) ipvsadm -C ;;
esac
