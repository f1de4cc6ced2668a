# endless.sh:3:1: functions call each other without an end
modprobe ip_vs
f() { g; }
g() { f; }
f
