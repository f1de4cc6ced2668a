# empty.sh: has no VIP and no virtual server, read as script
VIP=192.0.2.10
echo nothing
