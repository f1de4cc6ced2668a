#!/bin/sh
# The metrics of a director beside those of node_exporter's ipvs collector, for scripts/uml: the same labels and numbers.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

if ! command -v prometheus-node-exporter >/dev/null; then
  echo 'left out: no prometheus-node-exporter here'
  [ -z "${CI:-}" ]
  exit
fi
ip link set lo up
ip link add eth0 type veth peer name eth1
ip address add 192.0.2.2/24 dev eth0
ip link set eth0 up
ip link set eth1 up
carrier here eth0
cat >"$scratch/lb.yaml" <<'TEXT'
services:
  lb:
    profile: director-dr
    device: eth0
    vips: [192.0.2.10]
    virtual-servers:
      - {tcp: 80, real-servers: [{rip: 192.0.2.21, weight: 3}, {rip: 192.0.2.22, weight: 0}]}
      - {udp: 53, real-servers: [192.0.2.21]}
      - {fwmark: 268439552, real-servers: [192.0.2.22]}
TEXT
mkdir "$scratch/textfile"
agent() { scripts/lvs-agent --state "$scratch/state" -c "$scratch/lb.yaml" "$@"; }
run agent start
expect 'the director starts' "$code" -eq 0
run agent verify -q --textfile "$scratch/textfile/lvs-agent.prom"
expect 'its metrics are written' -s "$scratch/textfile/lvs-agent.prom"

prometheus-node-exporter --web.listen-address=127.0.0.1:9100 --collector.disable-defaults --collector.textfile \
  --collector.ipvs --collector.textfile.directory="$scratch/textfile" >"$scratch/exporter" 2>&1 &
exporter=$!
scrape() { curl -fs http://127.0.0.1:9100/metrics >"$scratch/scraped"; }
soon scrape
kill $exporter

# samples NAME: those of a metric without its name and the label service, which only we have.
samples() { sed -n "s/^$1{//p" "$scratch/scraped" | sed 's/service="lb",\{0,1\}//; s/,}/}/' | sort; }
for pair in weight:weight active_connections:connections_active inactive_connections:connections_inactive; do
  ours=$(samples "lvs_agent_real_server_${pair%:*}")
  expect "there are four real servers with ${pair%:*}" "$(echo "$ours" | grep -c remote_address)" -eq 4
  expect "the collector has the same" "$ours" = "$(samples "node_ipvs_backend_${pair#*:}")"
done
finish
