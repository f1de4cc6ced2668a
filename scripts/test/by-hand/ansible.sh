#!/bin/sh
# How the module for Ansible drains real servers, with the real ip_vs, for scripts/uml. The module is run as Ansible runs
# it on a node, without Ansible itself.
set -eu
cd "$(dirname "$0")/../../.."
. scripts/lib/kernel.sh

python=/usr/bin/python3
if ! $python -c 'import ansible' 2>/dev/null; then
  echo 'left out: it needs ansible-core'
  [ -z "${CI:-}" ]
  exit
fi
plug director eth0 192.0.2.1/24 br0
mkdir -p "$scratch/collections/ansible_collections/lvs_agent"
ln -s "$PWD/scripts/ansible" "$scratch/collections/ansible_collections/lvs_agent/node"
export PYTHONPATH="$scratch/collections" LC_ALL=C.UTF-8
config='services: {lb: {profile: director-dr, device: eth0, probe: false, vips: [192.0.2.10], virtual-servers: [{tcp: [80, 443], scheduler: wrr, real-servers: [{rip: 192.0.2.21, weight: 3}, 192.0.2.22]}]}}'
weights() { on director ipvsadm -S -n | sed -n 's/.*-t 192.0.2.10:\([0-9]*\) -r 192.0.2.\([0-9]*\):.* -w \([0-9]*\)$/\1-\2=\3/p' | sort | tr '\n' ' '; }
# service CHECK ARGUMENT: leaves what the module said of it in $ends.
service() {
  printf '{"ANSIBLE_MODULE_ARGS": {"netns": "director", "path": "%s", "state_dir": "%s", "executable": "%s", "content": "%s", %s "_ansible_check_mode": %s, "_ansible_remote_tmp": "%s"}}' \
    "$scratch/lb.yaml" "$scratch/state" "$PWD/scripts/lvs-agent" "$config" "${2:+$2,}" "$1" "$scratch" >"$scratch/arguments"
  code=0
  $python -m ansible_collections.lvs_agent.node.plugins.modules.lvs_service <"$scratch/arguments" >"$scratch/result" 2>"$scratch/err" || code=$?
  out=$(cat "$scratch/result") err=$(cat "$scratch/err")
  ends=$($python -c 'import json, sys; r = json.load(sys.stdin); print(r.get("changed"), r.get("drained"), r.get("undrained"))' <"$scratch/result")
}

service false '"drained": ["192.0.2.21:443"]'
expect 'a fresh director with a drained real server' "$ends" = "True ['192.0.2.21:443'] []"
expect 'that one alone is drained' "$(weights)" = '443-21=0 443-22=1 80-21=3 80-22=1 '
service false
expect 'a task that does not speak of drains keeps them' "$ends$(weights)" = 'False None None443-21=0 443-22=1 80-21=3 80-22=1 '
service true '"drained": ["192.0.2.22"]'
foretold=$ends
service false '"drained": ["192.0.2.22"]'
expect 'another one is drained' "$ends" = "True ['192.0.2.22:80', '192.0.2.22:443'] ['192.0.2.21:443']"
expect 'both its ports are, and the first has its weight back' "$(weights)" = '443-21=3 443-22=0 80-21=3 80-22=0 '
expect 'check mode foretold that' "$foretold" = "$ends"
service false '"drained": ["192.0.2.22"]'
expect 'the second run changes nothing' "$ends" = 'False [] []'
service false '"drained": ["192.0.2.99"]'
expect 'a real server that is not there fails' "$code" -eq 1
expect 'it is named' "$(echo "$out" | grep -c 'no service that is up has a real server 192.0.2.99')" -eq 1
service false '"drained": []'
expect 'none is drained in the end' "$ends$(weights)" = "True [] ['192.0.2.22:80', '192.0.2.22:443']443-21=3 443-22=1 80-21=3 80-22=1 "
finish
