# inside.sh:3:1: the VIP is on tunl0, where clients do not find a director: name the device on their side with --device
VIP=192.0.2.10
ip addr add $VIP/32 dev tunl0
ipvsadm -A -t $VIP:80
ipvsadm -a -t $VIP:80 -r 192.0.2.21 -i
