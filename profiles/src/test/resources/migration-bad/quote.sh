# quote.sh:3:1: a quote or a bracket is not closed
modprobe ip_vs
VIP="192.0.2.10
