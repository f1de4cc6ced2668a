# fi.sh:4:1: the end of a line is not expected here
modprobe ip_vs
if true; then
    ifconfig eth0:0 192.0.2.10 up
