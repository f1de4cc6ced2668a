#!/bin/sh
# A director with direct routing
DIP=192.0.2.2
VIP=192.0.2.10
RIPS=(192.0.2.21 192.0.2.22)
PORT=80
ETH=eth0
IPVS=`which ipvsadm`

case $1 in
  start)
    ifconfig $ETH:0 $VIP netmask 255.255.255.255 broadcast $VIP up
    route add -host $VIP dev $ETH:0
    echo 1 > /proc/sys/net/ipv4/ip_forward
    $IPVS -C
    $IPVS -A -t $VIP:$PORT -s wrr -p 300
    for rip in ${RIPS[@]}; do
      $IPVS -a -t $VIP:$PORT -r $rip:$PORT -g -w 1
    done
    touch /var/lock/subsys/ipvsadm
    ;;
  stop)
    echo 0 > /proc/sys/net/ipv4/ip_forward
    $IPVS -C
    ifconfig $ETH:0 down
    ;;
  *)
    echo "usage: $0 start|stop" ;;
esac
