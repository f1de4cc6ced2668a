#!/bin/sh
# The collection for Ansible, by a real Ansible on network namespaces: the modules, and the role in an /etc of its own.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/need.sh
. scripts/lib/expect.sh

[ "$(id -u)" -eq 0 ] || left_out 'root'
need ansible ip python3 || left_out 'ansible-core'
[ -d agent/target/lvs-agent ] || build

node=lvsans-$$ peer=lvsans-$$-peer
cleanup() {
  ip netns del "$node" 2>/dev/null || :
  ip netns del "$peer" 2>/dev/null || :
  rm -rf "$scratch"
}
trap cleanup EXIT
ip netns add "$node"
ip netns add "$peer"
ip -n "$node" link set lo up
ip -n "$node" link add eth0 type veth peer name eth0 netns "$peer"
ip -n "$node" address add 192.0.2.2/24 dev eth0
ip -n "$peer" address add 192.0.2.50/24 dev eth0
ip -n "$node" link set eth0 up
ip -n "$peer" link set eth0 up

python=$(python3 -c 'import sys; print(sys.executable)')
export ANSIBLE_PIPELINING=true HOME="$scratch" ANSIBLE_COLLECTIONS_PATH="$scratch/collections" ANSIBLE_LOCALHOST_WARNING=false
export ANSIBLE_COLLECTIONS_PATHS="$ANSIBLE_COLLECTIONS_PATH" ANSIBLE_NOCOLOR=1 ANSIBLE_DEPRECATION_WARNINGS=false LC_ALL=C.UTF-8
agent=$PWD/scripts/lvs-agent file=$scratch/conf/web.yaml state=$scratch/state
on() { ip netns exec "$node" "$@"; }
vips() { on ip -4 -o address show dev lo | grep -o '192[.]0[.]2[.][0-9]*' | tr '\n' ' '; }
verifies() { "$agent" --netns "$node" --state "$state" -c "$file" verify -q; }

# tasks TASK…: runs tasks, in JSON, on this machine; each leaves its result as a line of JSON in $scratch/results.
tasks() {
  for task; do printf '%s,' "$task"; done |
    sed 's/^.*/[{"hosts": "localhost", "connection": "local", "gather_facts": false, "ignore_errors": true, "tasks": [&]}]/; s/,]}]$/]}]/' >"$scratch/tasks.yaml"
  run env ANSIBLE_STDOUT_CALLBACK=oneline ansible-playbook -i localhost, -e "ansible_python_interpreter=$python" "$scratch/tasks.yaml"
  sed -n 's/^localhost | FAILED[^{]*=> {/{"failed": true, /p; t; s/^localhost |[^{]*=> {/{"failed": false, /p' "$scratch/out" >"$scratch/results"
  [ "$(wc -l <"$scratch/results")" -eq $# ] || expect "each of $# tasks has a result" "$(cat "$scratch/out")" = ''
}
# service ARGUMENTS [true]: a task of the module, in check mode if true.
service() {
  printf '{"lvs_agent.node.lvs_service": {"netns": "%s", "state_dir": "%s", "executable": "%s", "path": "%s", %s}, "check_mode": %s}' \
    "$node" "$state" "$agent" "$file" "$1" "${2:-false}"
}
# result EXPRESSION: what Python makes of the results rs, of which r is the last one.
result() {
  "$python" -c 'import json, sys; rs = [json.loads(line) for line in open(sys.argv[1])]; r = rs[-1]; print(eval(sys.argv[2]))' \
    "$scratch/results" "$1"
}
# foreseen ARGUMENTS…: runs each task in check mode, and twice for good; the first must foretell the second.
foreseen() {
  for one; do
    shift
    set -- "$@" "$(service "$one" true)" "$(service "$one")" "$(service "$one")"
  done
  tasks "$@"
  expect 'they run' "$(result '[r for r in rs if r["failed"]]')" = '[]'
  expect 'each changes something first, and then nothing' \
    "$(result '{tuple(r["changed"] for r in rs[i:i + 3]) for i in range(0, len(rs), 3)}')" = '{(True, True, False)}'
  expect 'check mode foretold what' "$(result '{(lambda a, b: a == b and len(b) > 0)(
    *[[{k: v for k, v in c.items() if k != "result"} for c in r["changes"]] for r in rs[i:i + 2]]) for i in range(0, len(rs), 3)}')" = '{True}'
}

run ansible-galaxy collection build scripts/ansible --output-path "$scratch"
expect 'it is built' "$code" -eq 0
run ansible-galaxy collection install "$scratch"/lvs_agent-node-*.tar.gz -p "$scratch/collections"
expect 'it is installed' "$code" -eq 0
for module in scripts/ansible/plugins/modules/*.py; do
  module=$(basename "$module" .py)
  run ansible-doc -t module "lvs_agent.node.$module"
  expect "$module has a page" "$code" -eq 0
  for part in OPTIONS EXAMPLES 'RETURN VALUES'; do
    expect "$module: $part" "$(grep -c "^$part" "$scratch/out")" -eq 1
  done
  expect "$module: an option that each has" "$(grep -c '^- state_dir$' "$scratch/out")" -eq 1
done
run ansible-doc -t role lvs_agent.node.node
expect 'the role has a page' "$(grep -c node_package "$scratch/out")" -ge 1
# Each variable of the role is in its specification and on its page, and none else.
names() { grep -o "$1" "$2" | grep -o 'node_[a-z_]*' | sort -u; }
variables=$(names '^      node_[a-z_]*:' scripts/ansible/roles/node/meta/argument_specs.yml)
expect 'the role has variables' "$(echo "$variables" | wc -l)" -ge 8
expect 'its page has them' "$(grep '^|' scripts/ansible/roles/node/README.md | names '.node_[a-z_]*.' /dev/stdin)" = "$variables"
expect 'its defaults have them' "$(names '^\(# \)\?node_[a-z_]*:' scripts/ansible/roles/node/defaults/main.yml)" = "$variables"

web='"config": {"services": {"web": {"profile": "dr", "vips": ["192.0.2.10", "192.0.2.11"]}}}'
tasks "$(service "$web" true)"
expect 'check mode on a fresh node: it would change something' "$(result 'r["changed"]')" = True
expect 'and touches nothing' "$(vips)$(ls -d "$scratch"/conf "$state" 2>/dev/null)" = ''
foreseen "$web"
expect 'the VIPs are up' "$(vips)" = '192.0.2.10 192.0.2.11 '
expect 'the config is what lvs-agent reads' "$(verifies && stat -c %a "$file")" = 644
expect 'the services are listed' "$(result '[(s["name"], s["state"]) for s in r["services"]]')" = "[('web', 'up')]"

on ip address del 192.0.2.10/32 dev lo
tasks "{\"lvs_agent.node.lvs_facts\": {\"netns\": \"$node\", \"state_dir\": \"$state\", \"executable\": \"$agent\", \"path\": \"$file\"}}"
facts() { result "(lambda f: ($1))(r['ansible_facts']['lvs_agent'])"; }
expect 'facts: there is drift' "$(facts "f['installed'], f['in_sync'], f['services'][0]['name']")" = "(True, False, 'web')"
expect 'facts: the lost VIP' "$(facts "('address', 'lo 192.0.2.10/32') in [(d['kind'], d['key']) for d in f['differences']]")" = True
expect 'facts: the version' "lvs-agent $(facts "f['version']")" = "$("$agent" --version)"
# It is mended, and then a VIP leaves the config.
foreseen "$web" '"content": "services: {web: {profile: dr, vips: [192.0.2.11]}}"'
expect 'it is down' "$(vips)" = '192.0.2.11 '

before=$(cat "$file")
tasks "$(service '"config": {"services": {"web": {"profile": "dr", "vips": ["192.0.2.300"]}, "mail": {"profile": "dx"}}}')" \
  "$(service '"state": "absent", "name": ["web"]')" \
  "$(service '"config": {"services": {"lb": {"profile": "director-dr", "device": "eth0", "vips": ["192.0.2.50"]}}}')"
expect 'each of three mistakes fails' "$(result '[(r["failed"], r["changed"]) for r in rs]')" = '[(True, False), (True, False), (True, False)]'
expect 'a bad config names file and line of each mistake' "$(result '[(e["file"], e["line"]) for e in rs[0]["errors"]]')" = "[('$file', 6), ('$file', 8)]"
expect 'people get them, too, with the line' "$(result 'rs[0]["msg"]' | grep -c -e "^$file:6:[0-9]*: " -e '^    - 192.0.2.300$')" -eq 2
expect 'absent takes no name' "$(result 'rs[1]["msg"]' | grep -c 'leave out name')" -eq 1
expect 'a start is refused because another host has the VIP' "$(result 'rs[2]["msg"]' | grep -c 192.0.2.50)" -ge 1
expect 'and nothing is touched, or all is put back' "$(vips)$(cat "$file")" = "192.0.2.11 $before"

# It is stopped by its name, started by the file that is there, and removed.
foreseen '"name": ["web"], "state": "stopped"' '"state": "started"' '"state": "absent"'
expect 'each moves the VIP' "$(result '[[c["before"] == "absent" for c in r["changes"] if c["kind"] == "address"] for r in rs[1::3]]')" = '[[False], [True], [False]]'
expect 'the file and the VIPs are gone' "$(vips)$(ls "$scratch/conf")" = ''

# The role, with the .tar.gz and the folder of the node itself.
cp -a /etc "$scratch/etc"
rm -rf "$scratch/etc/lvs-agent"
mkdir "$scratch/opt" "$scratch/cache"
scripts/install --package --destdir "$scratch/stage" --prefix /opt/lvs-agent >/dev/null
tar -C "$scratch/stage/opt" -czf "$scratch/lvs-agent.tar.gz" lvs-agent
cat >"$scratch/play.yaml" <<TEXT
- hosts: localhost
  connection: local
  gather_subset: ["!all"]
  vars: {node_package: $scratch/lvs-agent.tar.gz, node_netns: $node, node_state_dir: $state, node_config: {services: {web: {profile: dr, vips: [192.0.2.10]}}}}
  roles: [lvs_agent.node.node]
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - lvs_agent.node.lvs_service: {path: /etc/lvs-agent/mail.yaml, content: "$(printf '{{ mail }}')", netns: $node, state_dir: $state}
      vars: {mail: "services: {mail: {profile: dr, vips: [192.0.2.20]}}"}
      when: mail_state == 'started' and not (ansible_check_mode and fresh | default(false))
    - lvs_agent.node.lvs_service: {path: /etc/lvs-agent/mail.yaml, netns: $node, state_dir: $state, state: absent}
      when: mail_state == 'absent'
TEXT
# shellcheck disable=SC2016
play() {
  run unshare -m sh -c 'mount --bind "$HOME/etc" /etc && mount --bind "$HOME/opt" /opt && mount --bind "$HOME/cache" /var/cache && exec "$@"' \
    play ansible-playbook -i localhost, -e "ansible_python_interpreter=$python" "$scratch/play.yaml" "$@"
}
changes() { sed -n 's/.*changed=\([0-9]*\) .*failed=0.*/\1/p' "$scratch/out"; }
play -e mail_state=started -e fresh=true --check
expect 'role: check mode on a node without lvs-agent' "$(changes)" -gt 0
expect 'role: it changed nothing' "$(vips)$(ls -A "$scratch/opt")$(ls -d "$scratch/etc/lvs-agent" 2>/dev/null)" = ''
play -e mail_state=started
expect 'role: it runs' "$(changes)" -gt 0
expect 'role: both files are up' "$(vips)" = '192.0.2.10 192.0.2.20 '
expect 'role: by the command that it installed' -x "$scratch/opt/lvs-agent/bin/lvs-agent"
play -e mail_state=absent
expect 'role: its second run changes nothing' "$(grep -c '^changed: ' "$scratch/out")" -eq 1
expect 'and one file of two is removed' "$(changes)" -eq 1
expect 'the VIPs of the other one stay' "$(vips)$(ls "$scratch/etc/lvs-agent")" = '192.0.2.10 services.yaml'
play -e mail_state=left -e node_state=absent
expect 'the role removes the other one' "$(changes):$(vips)$(ls "$scratch/etc/lvs-agent")" = 1:
finish
