# option.sh:3:21: unknown option "--nosuch"
VIP=192.0.2.10
ipvsadm -A -t $VIP:80 --nosuch
