#!/bin/sh
# What scripts/monitoring ships, by the real promtool and node_exporter, with the metrics of a real run.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/need.sh
. scripts/lib/expect.sh

[ "$(id -u)" -eq 0 ] || left_out 'root'
need_stopped promtool prometheus-node-exporter || left_out 'promtool and node_exporter'
need ip curl python3 || exit 69
[ -d agent/target/lvs-agent ] || build

node=lvsmon-$$
exporter=''
cleanup() {
  if [ -n "$exporter" ]; then
    kill "$exporter" 2>/dev/null || :
    wait "$exporter" 2>/dev/null || :
  fi
  ip netns del "$node" 2>/dev/null || :
  rm -rf "$scratch"
}
trap cleanup EXIT
ip netns add "$node"
ip -n "$node" link set lo up
ip -n "$node" link add eth0 type veth peer name eth1
ip -n "$node" address add 192.0.2.2/24 dev eth0
ip -n "$node" link set eth0 up
ip -n "$node" link set eth1 up
mkdir "$scratch/textfile"
file=$scratch/textfile/lvs-agent.prom
echo 'services: {web: {profile: dr, vips: [192.0.2.10, 192.0.2.11]}}' >"$scratch/web.yaml"
agent() { scripts/lvs-agent --netns "$node" --state "$scratch/state" -c "$scratch/web.yaml" "$@"; }

# sound FILE: promtool takes it, and finds fault with nothing.
sound() {
  run sh -c 'promtool check metrics <"$0"' "$1"
  expect "promtool takes the metrics of $1" "$code" -eq 0
  expect "and finds no fault with $1" -z "$out$err"
}

run agent start
expect 'it starts' "$code" -eq 0
run agent verify -o prometheus
expect 'in sync, it exits with 0' "$code" -eq 0
cp "$scratch/out" "$scratch/in-sync"
sound "$scratch/in-sync"
ip -n "$node" address del 192.0.2.11/32 dev lo
run agent verify -q --textfile "$file"
expect 'with drift, it exits with 2' "$code" -eq 2
sound "$file"
expect 'anybody may read the file' "$(stat -c %a "$file")" = 644
expect 'nothing is left beside it' "$(ls "$scratch/textfile")" = lvs-agent.prom

# Each metric that the rules and the dashboard name is in the file, if only with its type.
names() { grep -o 'lvs_agent_[a-z_]*' "$1" | sort -u; }
for user in scripts/monitoring/alerts.yaml scripts/monitoring/dashboard.json docs/monitoring.md; do
  expect "$user uses metrics" "$(names $user | grep -c .)" -ge 6
  for name in $(names $user); do
    case $name in lvs_agent_) continue ;; esac
    expect "$user: $name is there" "$(grep -c "^# TYPE $name " "$file")" -eq 1
  done
done
for name in $(names "$file"); do
  expect "docs/monitoring.md has $name" "$(grep -c "^| \`$name" docs/monitoring.md)" -eq 1
done

run python3 -c 'import json; print(len(json.load(open("scripts/monitoring/dashboard.json"))["panels"]))'
expect 'the dashboard has panels' "${out:-0}" -ge 6
# Each expression of the dashboard is one that Prometheus can parse.
python3 - >"$scratch/expressions.yaml" <<'TEXT'
import json
print("groups:\n  - name: dashboard\n    rules:")
for panel in json.load(open("scripts/monitoring/dashboard.json"))["panels"]:
    for target in panel["targets"]:
        print("      - {record: 'a:%d%s', expr: %s}" % (panel["id"], target["refId"], json.dumps(target["expr"])))
TEXT
run promtool check rules "$scratch/expressions.yaml"
expect 'its expressions are sound' "$code" -eq 0
run promtool check rules scripts/monitoring/alerts.yaml
expect 'the rules are sound' "$code" -eq 0
run promtool test rules scripts/monitoring/alerts-test.yaml
expect 'the rules do what they are for' "$code" -eq 0
# The tests of the rules notice each rule that never fires.
rules=$(sed -n 's/.*- alert: //p' scripts/monitoring/alerts.yaml)
expect 'there are rules' "$(echo "$rules" | wc -w)" -ge 6
cp scripts/monitoring/alerts-test.yaml "$scratch"
for rule in $rules; do
  sed "/- alert: $rule\$/,/expr:/s/expr: .*/expr: vector(1) == 2/" scripts/monitoring/alerts.yaml >"$scratch/alerts.yaml"
  run promtool test rules "$scratch/alerts-test.yaml"
  expect "the tests notice that $rule never fires" "$code" -ne 0
done

# What Prometheus gets of node_exporter.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
prometheus-node-exporter --web.listen-address="127.0.0.1:$port" --collector.disable-defaults --collector.textfile \
  --collector.textfile.directory="$scratch/textfile" >"$scratch/exporter" 2>&1 &
exporter=$!
for _ in $(seq 100); do
  if curl -fs "http://127.0.0.1:$port/metrics" >"$scratch/scraped"; then break; fi
  sleep 0.1
done
served() { grep -c "^$1\$" "$scratch/scraped"; }
expect 'node_exporter takes the file' "$(served 'node_textfile_scrape_error 0')" -eq 1
expect 'it serves the drift' "$(served 'lvs_agent_in_sync{service="web"} 0')" -eq 1
expect 'and the VIP that is gone' "$(served 'lvs_agent_vip_up{device="lo",service="web",vip="192.0.2.11"} 0')" -eq 1
expect 'and the one that is not' "$(served 'lvs_agent_vip_up{device="lo",service="web",vip="192.0.2.10"} 1')" -eq 1
run agent start
run agent verify -q --textfile "$file"
curl -fs "http://127.0.0.1:$port/metrics" >"$scratch/scraped"
expect 'mended, it serves that' "$(served 'lvs_agent_in_sync{service="web"} 1')" -eq 1
echo 'services: [' >"$scratch/web.yaml"
run agent verify --textfile "$file"
expect 'a broken config is 78' "$code" -eq 78
sound "$file"
curl -fs "http://127.0.0.1:$port/metrics" >"$scratch/scraped"
expect 'and nothing is claimed of the service' "$(grep -c 'lvs_agent_in_sync{' "$scratch/scraped")" -eq 0
expect 'but when it was verified last' "$(grep -c '^lvs_agent_last_verify_timestamp_seconds 1' "$scratch/scraped")" -eq 1
finish
