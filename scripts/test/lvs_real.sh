#!/bin/sh
# The init script: what it asks of the agent, and LSB's numbers for what the agent answers. The agent is a fake.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/expect.sh

mkdir "$scratch/bin"
cat >"$scratch/bin/lvs-agent" <<'E2'
#!/bin/sh
echo "$*"
exit "${ANSWER:-0}"
E2
chmod +x "$scratch/bin/lvs-agent"
sed "s|/etc/|$scratch/|g; s|^PATH=.*|PATH=$scratch/bin:/usr/bin:/bin|" scripts/lvs_real >"$scratch/lvs_real"
chmod +x "$scratch/lvs_real"
mkdir "$scratch/default" "$scratch/sysconfig"

lvs_real() {
  run "$scratch/lvs_real" "$@"
}

answers() {
  run env ANSWER="$2" "$scratch/lvs_real" "$1"
  expect "$1: $2 is LSB's $3" "$code" -eq "$3"
}

lvs_real start
expect 'without VIP= the config decides' "$out" = 'start'
echo 'VIP=192.0.2.10' >"$scratch/sysconfig/lvs_real"
lvs_real start
expect 'one VIP' "$out" = 'start --profile dr --name lvs_real --vip 192.0.2.10'
printf '# several\nVIP="192.0.2.10  192.0.2.11"\nPROFILE=tun\n' >"$scratch/default/lvs_real"
rm "$scratch/sysconfig/lvs_real"
lvs_real stop
expect 'several, and a profile' "$out" = 'stop --profile tun --name lvs_real --vip 192.0.2.10 --vip 192.0.2.11'
rm "$scratch/default/lvs_real"
lvs_real restart
expect restart "$out" = restart
lvs_real force-reload
expect 'force-reload converges' "$out" = start
lvs_real status
expect status "$out" = status
lvs_real verify
expect verify "$out" = verify

for action in start stop restart force-reload; do
  answers $action 0 0
  answers $action 1 1
  answers $action 2 1
  answers $action 64 2
  answers $action 69 5
  answers $action 70 1
  answers $action 74 1
  answers $action 75 1
  answers $action 77 4
  answers $action 78 6
done
for status in 0 1 3 4 150; do answers status $status $status; done
answers verify 2 2

lvs_real
expect 'no action is LSB 2' "$code" -eq 2
lvs_real start again
expect 'an action too many is LSB 2' "$code" -eq 2
lvs_real dance
expect 'an unknown action is LSB 2' "$code" -eq 2
rm "$scratch/bin/lvs-agent"
lvs_real start
expect 'no agent is LSB 5' "$code" -eq 5
lvs_real status
expect 'the status of no agent is LSB 4' "$code" -eq 4

finish
