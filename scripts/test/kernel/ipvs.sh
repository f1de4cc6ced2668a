#!/bin/sh
# The IPVS table as we write and read it, held against ipvsadm's, for scripts/uml. One JVM does what it is told.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

lib=agent/target/lvs-agent/lib
mkfifo "$scratch/orders" "$scratch/answers"
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
  -Djffi.boot.library.path=$lib/jni/x86_64-Linux:$lib/jni/aarch64-Linux -cp "iface/target/test-classes:$lib/*" \
  io.lvsagent.iface.ipvs.IpvsPeer "$scratch" <"$scratch/orders" >"$scratch/answers" 2>"$scratch/peer" &
exec 3>"$scratch/orders" 4<"$scratch/answers"

# peer WORD: its answer is in $scratch/WORD, and what went wrong in $err.
peer() {
  echo "$1" >&3
  read -r _ <&4 || :
  err=$(cat "$scratch/peer")
}

# alike SENTENCE FILE: it has the lines that stdin has, in any order, and some.
alike() {
  sort >"$scratch/expected"
  sort "$2" | diff "$scratch/expected" - >"$scratch/diff" || :
  err=$(cat "$scratch/peer" "$scratch/diff")
  expect "$1" -s "$scratch/expected" -a -z "$err"
}

loaded() {
  grep -c '^ip_vs ' /proc/modules || :
}

peer present
peer print
expect 'to look loads no module' "$(cat "$scratch/present" "$scratch/print") $(loaded)" = 'false 0'
modprobe=$(cat /proc/sys/kernel/modprobe)
echo /bin/false >/proc/sys/kernel/modprobe
peer refuse
expect 'without the module every edit is refused' \
  "$(grep -c 'ENOENT (No such file or directory): the kernel has no IPVS and cannot load module ip_vs$' "$scratch/refuse")" -eq 20
echo "$modprobe" >/proc/sys/kernel/modprobe

ip link set lo up
peer refuse
expect 'to write loads it' "$(loaded)" -eq 1
alike 'what the kernel refuses is named, and the rest is done' "$scratch/refuse" <<'TEXT'
0 edit virtual service tcp 192.0.2.99:80: ESRCH (No such process)
1 delete virtual service tcp 192.0.2.99:80: ESRCH (No such process)
2 add real server 192.0.2.98:80 to tcp 192.0.2.99:80: ESRCH (No such process)
3 add virtual service tcp 192.0.2.99:80: ENOENT (No such file or directory): the kernel has no scheduler none (module ip_vs_none) or engine none (module ip_vs_pe_none)
4 add virtual service tcp 192.0.2.99:80: ENOENT (No such file or directory): the kernel has no scheduler none-such (module ip_vs_none-such)
6 add virtual service tcp 192.0.2.99:80: EEXIST (File exists)
7 edit real server 192.0.2.98:80 of tcp 192.0.2.99:80: ENOENT (No such file or directory)
8 delete real server 192.0.2.98:80 from tcp 192.0.2.99:80: ENOENT (No such file or directory)
10 add real server 192.0.2.98:80 to tcp 192.0.2.99:80: EEXIST (File exists)
11 stop sync daemon backup: ESRCH (No such process)
13 start sync daemon backup on lo: EEXIST (File exists)
14 start sync daemon master on none0: ENODEV (No such device)
17 set timeouts: EINVAL (Invalid argument)
TEXT
peer print
expect 'a timeout of 0 stays as it was' "$(cat "$scratch/print")" = '--set 900 130 300'

{
  port=1000
  for scheduler in rr wrr lc wlc lblc lblcr dh sh sed nq fo ovf mh; do
    port=$((port + 1))
    echo "-A -t 192.0.2.10:$port -s $scheduler"
    echo "-a -t 192.0.2.10:$port -r 192.0.2.21:$port -g -w 1"
  done
  cat <<'TEXT'
-A -t 192.0.2.10:80 -s sh -p 300 -M 255.255.240.0 -b sh-fallback,sh-port
-a -t 192.0.2.10:80 -r 192.0.2.1:80 -g -w 1
-a -t 192.0.2.10:80 -r 192.0.2.21:8080 -m -w 65535
-a -t 192.0.2.10:80 -r 192.0.2.22:80 -g -w 0 -x 2000000000 -y 1500000000
-a -t 192.0.2.10:80 -r 192.0.2.23:80 -i -w 1 -x 100
-a -t 192.0.2.10:80 -r 192.0.2.24:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum
-a -t 192.0.2.10:80 -r 192.0.2.25:80 -i -w 1 --tun-type gue --tun-port 6081 --tun-csum
-a -t 192.0.2.10:80 -r 192.0.2.26:80 -i -w 1 --tun-type gue --tun-port 6082 --tun-remcsum
-a -t 192.0.2.10:80 -r 192.0.2.27:80 -i -w 1 --tun-type gre --tun-nocsum
-a -t 192.0.2.10:80 -r 192.0.2.28:80 -i -w 1 --tun-type gre --tun-csum
-A -t 192.0.2.10:0 -s wlc -p 360 -M 0.0.0.0
-A -t [2001:db8::10]:80 -s mh -p 2678400 -M 1 -b mh-fallback,mh-port
-a -t [2001:db8::10]:80 -r [2001:db8::21]:80 -g -w 1
-A -u 192.0.2.10:53 -s rr -o
-A -u 192.0.2.10:5060 -s wrr -p 360 --pe sip -o -b flag-1,flag-2,flag-3
-A -u [2001:db8::10]:53 -s wrr -p 1
-A --sctp-service 192.0.2.10:36412 -s wlc
-A --sctp-service [2001:db8::10]:36412 -s wlc
-A -f 1 -s rr -p 100 -M 128.0.0.0
-a -f 1 -r 192.0.2.21:0 -g -w 1
-A -f 1 -6 -s rr -p 100 -M 64
-a -f 1 -6 -r [2001:db8::21]:0 -i -w 1
-A -f 4294967295 -s rr
--set 901 121 301
--start-daemon master --mcast-interface lo --syncid 5
--start-daemon backup --mcast-interface lo --syncid 255
TEXT
} >"$scratch/rules"

# -S has neither thresholds nor timeouts nor daemons.
listing() {
  ipvsadm -S -n
  ipvsadm -L -n --thresholds
  ipvsadm -L --timeout
  ipvsadm -L --daemon
}
ipvsadm -R <"$scratch/rules"
listing >"$scratch/listing"
peer print
alike 'what ipvsadm wrote we read whole, and say as it does' "$scratch/print" <"$scratch/rules"
peer copy
expect 'nothing of it is refused' ! -s "$scratch/copy"
listing >"$scratch/ours"
alike 'what we wrote lists as its own' "$scratch/ours" <"$scratch/listing"

ipvsadm -C
ipvsadm --stop-daemon master
ipvsadm --stop-daemon backup
cat >"$scratch/rules" <<'TEXT'
-A -t 192.0.2.10:80 -s rr -p 300 -M 255.0.255.0
-a -t 192.0.2.10:80 -r [2001:db8::21]:80 -i -w 1
-A -t [2001:db8::10]:80 -s rr
-a -t [2001:db8::10]:80 -r 192.0.2.21:80 -i -w 1 --tun-type gre --tun-nocsum
--set 901 121 301
TEXT
ipvsadm -R <"$scratch/rules"
peer print
sed -i 's/255.0.255.0/with-holes/' "$scratch/rules"
alike 'tunnels of the other family, and a mask with holes' "$scratch/print" <"$scratch/rules"
ipvsadm -C

ip address add 192.0.2.10/32 dev lo
ip address add 2001:db8::10/128 dev lo nodad
ipvsadm -R <<'TEXT'
-A -t 192.0.2.10:8080 -s rr
-a -t 192.0.2.10:8080 -r 127.0.0.1:8080 -g -w 1
-A -t [2001:db8::10]:8080 -s rr -p 300
-a -t [2001:db8::10]:8080 -r [::1]:8080 -g -w 1
-A -u 192.0.2.10:5060 -s rr -p 300 --pe sip
-a -u 192.0.2.10:5060 -r 127.0.0.1:5060 -g -w 1
TEXT
busybox nc -ll -p 8080 -e cat &
for family in 4 6; do mkfifo "$scratch/in$family"; done
busybox nc 192.0.2.10 8080 <"$scratch/in4" >"$scratch/out4" &
busybox nc 2001:db8::10 8080 <"$scratch/in6" >"$scratch/out6" &
exec 5>"$scratch/in4" 6>"$scratch/in6"
peer call

# echoed WORD: it comes back over both connections.
echoed() {
  echo "$1" >&5
  echo "$1" >&6
  soon grep -q "$1" "$scratch/out4" && soon grep -q "$1" "$scratch/out6"
}

# What it lists for ipvsadm's -c; without the seconds, which go by.
connections() {
  ipvsadm -lcn --persistent-conn | awk 'NR > 2 { $2 = ""; $1 = $1; print }' | tr -s ' '
}

# counts: of the real servers: weight, connections; connections, packets and bytes so far.
counts() {
  { ipvsadm -L -n --persistent-conn && ipvsadm -L -n --stats --exact; } \
    | sed -n 's/^  -> [^ ]*  *\([0-9].*[0-9]\) *$/\1/p' | tr -s ' ' | sort
}

# Three connections are counted, which is done every two seconds.
counted() {
  peer count
  counts >"$scratch/counts"
  [ "$(grep -c '^1 [1-9][0-9]* [0-9]* [0-9]* [0-9]*$' "$scratch/counts")" -eq 3 ] \
    && sort "$scratch/count" | diff - "$scratch/counts" >"$scratch/diff"
}

# services: and how many connections each has had.
services() {
  ipvsadm -L -n --stats --exact | awk '$1 ~ /TCP|UDP/ { print $2, $3 }'
}

echoed before || :
peer connections
connections >"$scratch/theirs"
alike 'connections, IPv6, templates, the data of an engine' "$scratch/connections" <"$scratch/theirs"
expect 'five of them' "$(wc -l <"$scratch/connections")" -eq 5
expect 'what real servers carry is counted alike' "$(soon counted && echo alike)" = alike
services >"$scratch/services"

peer turn
peer print
alike 'another scheduler and weight, in place' "$scratch/print" <<'TEXT'
-A -t 192.0.2.10:8080 -s sed
-a -t 192.0.2.10:8080 -r 127.0.0.1:8080 -g -w 77 -x 9 -y 8
-A -t [2001:db8::10]:8080 -s sed
-a -t [2001:db8::10]:8080 -r [::1]:8080 -g -w 77 -x 9 -y 8
-A -u 192.0.2.10:5060 -s sed
-a -u 192.0.2.10:5060 -r 127.0.0.1:5060 -g -w 77 -x 9 -y 8
--set 901 121 301
TEXT
expect 'connections last' "$(echoed after && echo yes)" = yes
expect 'and their counts' "$(services)" = "$(cat "$scratch/services")"
connections >"$scratch/theirs"
alike 'and their entries' "$scratch/connections" <"$scratch/theirs"
finish
