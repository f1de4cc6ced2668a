#!/bin/sh
# The OCF resource agents as they are installed, by the ocf-tester of the resource-agents and by Pacemaker's tools, in
# namespaces; and what those do not ask.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/need.sh
. scripts/lib/expect.sh

[ "$(id -u)" -eq 0 ] || left_out 'root'
need_stopped ocf-tester xmllint crm_resource || left_out 'resource-agents, xmllint and the tools of Pacemaker'
need ip unshare || exit 69
[ -d agent/target/lvs-agent ] || build

node=lvsocf-$$
cleanup() {
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

# nobody has to be able to read the agents.
chmod 755 "$scratch"
scripts/install --destdir "$scratch/root" >/dev/null
agents=$scratch/root/usr/lib/ocf/resource.d/lvs-agent
cat >"$scratch/lvs.yaml" <<'YAML'
services:
  web: {profile: dr, vips: [192.0.2.10, 192.0.2.11]}
  lb: {profile: director-dr, device: eth0, vips: [192.0.2.20], probe: false, announce: {count: 0}}
YAML
# Tells of each call of lvs-agent.
cat >"$scratch/lvs-agent" <<SH
#!/bin/sh
echo "\$*" >>"$scratch/calls"
exec "$PWD/scripts/lvs-agent" "\$@"
SH
chmod 755 "$scratch/lvs-agent"
export HA_RSCTMP="$scratch/rsctmp" OCF_ROOT=/usr/lib/ocf
here="-o netns=$node -o state=$scratch/state -o binary=$scratch/lvs-agent"

# tester SENTENCE ROLE OPTION…
tester() {
  said=$1 tested=$agents/$2
  shift 2
  # shellcheck disable=SC2086
  run ocf-tester -n web $here "$@" "$tested"
  expect "ocf-tester passes $said" "$code" -eq 0
  expect "and finds no fault with $said" "$(echo "$out" | grep -c '^\* rc=')" -eq 0
  expect "it checks reload of $said" "$(echo "$out" | grep -c reload)" -eq 0
}
tester 'a real server by its VIPs' real-server -o vip='192.0.2.10 192.0.2.12-192.0.2.14'
tester 'a director of the config' director -o config="$scratch/lvs.yaml" -o name=lb
expect 'nothing of them is left' -z "$(ip -n "$node" -o address show | grep -E '192\.0\.2\.(1|20)')"

# ra ROLE ACTION [NAME=VALUE…]: runs an agent with parameters.
ra() {
  role=$1 action=$2
  shift 2
  run env OCF_RESOURCE_INSTANCE=web OCF_RESKEY_netns="$node" OCF_RESKEY_state="$scratch/state" \
    OCF_RESKEY_binary="$scratch/lvs-agent" OCF_RESKEY_CRM_meta_interval=10000 "$@" "$agents/$role" "$action"
}
# of_web ACTION [NAME=VALUE…]: runs the agent for the real server of the config.
of_web() {
  action=$1
  shift
  ra real-server "$action" OCF_RESKEY_config="$scratch/lvs.yaml" "$@"
}
exits() { expect "$2" "$code" -eq "$1"; }
calls() { wc -l <"$scratch/calls"; }
vip() { ip -n "$node" address "$@"; }

of_web monitor OCF_RESKEY_CRM_meta_interval=0
exits 7 'a probe on a node where it is not started'
of_web start
exits 0 'it starts'
before=$(calls)
of_web monitor
exits 0 'a plain monitor of what is up'
expect 'which needs no Java' "$(calls)" -eq "$before"
of_web monitor OCF_RESKEY_CRM_meta_interval=0
exits 0 'a probe of what is up'
expect 'which looks at everything' "$(calls)" -gt "$before"
of_web monitor OCF_CHECK_LEVEL=10
exits 0 'a monitor of depth 10'
of_web monitor OCF_CHECK_LEVEL=20
exits 0 'a monitor of depth 20'

ra director start OCF_RESKEY_vip=192.0.2.20 OCF_RESKEY_device=eth0 OCF_RESKEY_name=by-vip OCF_RESKEY_takeover=true
exits 0 'a director by its VIP starts'
before=$(calls)
ra director monitor OCF_RESKEY_vip=192.0.2.20 OCF_RESKEY_device=eth0 OCF_RESKEY_name=by-vip
exits 0 'a plain monitor of it'
expect 'needs no Java either' "$(calls)" -eq "$before"
ra director stop OCF_RESKEY_vip=192.0.2.20 OCF_RESKEY_device=eth0 OCF_RESKEY_name=by-vip
exits 0 'it stops'

ip netns exec "$node" sh -c 'echo 0 >/proc/sys/net/ipv4/conf/all/arp_ignore'
of_web monitor
exits 0 'a plain monitor does not look at parameters'
of_web monitor OCF_CHECK_LEVEL=10
exits 1 'one of depth 10 does'
expect 'and tells the cluster which' "$(echo "$err" | grep -c '^ocf-exit-reason:.*arp_ignore')" -eq 1
of_web monitor OCF_CHECK_LEVEL=20
exits 1 'one of depth 20, too'
of_web reload
exits 0 'a reload mends it'
of_web monitor OCF_CHECK_LEVEL=20
exits 0 'it is in sync'
vip del 192.0.2.11/32 dev lo
of_web monitor
exits 1 'a plain monitor misses one VIP of two'

mv "$scratch/lvs.yaml" "$scratch/away"
of_web monitor OCF_CHECK_LEVEL=10
exits 1 'half up without its config'
of_web stop
exits 0 'it stops without its config'
of_web monitor
exits 7 'it is stopped'
of_web stop
exits 0 'it is stopped already'
rm -rf "$scratch/state"
of_web monitor OCF_RESKEY_CRM_meta_interval=0
exits 7 'a probe without a config'
of_web stop
exits 0 'a stop without a config'
of_web start
exits 2 'a start without a config'
expect 'which says why' "$(echo "$err" | grep -c '^ocf-exit-reason:.*lvs.yaml')" -eq 1
of_web validate-all
exits 2 'no config is no valid resource on this node'
mv "$scratch/away" "$scratch/lvs.yaml"
of_web validate-all
exits 0 'with its config it is valid'

vip add 192.0.2.10/32 dev lo
of_web monitor OCF_RESKEY_CRM_meta_interval=0
exits 1 'a VIP that somebody else added is neither up nor stopped'
of_web stop
exits 1 'and is not stopped'
vip del 192.0.2.10/32 dev lo
of_web reload
exits 7 'what is stopped cannot be reloaded'

none=OCF_RESKEY_binary=/nonexistent/lvs-agent
of_web monitor $none OCF_RESKEY_CRM_meta_interval=0
exits 5 'a probe without lvs-agent'
of_web start $none
exits 5 'a start without lvs-agent'
of_web stop $none
exits 0 'a stop without lvs-agent of what was not started'
of_web start
of_web stop $none
exits 5 'a stop without lvs-agent of what was'
of_web stop

ra real-server validate-all OCF_RESKEY_vip=192.0.2.300
exits 6 'a bad VIP is not valid anywhere'
ra real-server start OCF_RESKEY_vip=192.0.2.300
expect 'and does not start' "$code" -ne 0
ra real-server validate-all OCF_RESKEY_profile=rd OCF_RESKEY_vip=192.0.2.10
exits 6 'an unknown profile, too'
ra director validate-all OCF_RESKEY_vip=192.0.2.20 OCF_RESKEY_device=eth9
exits 5 'a device that the node lacks is not valid there'
ra director validate-all OCF_RESKEY_config="$scratch/lvs.yaml"
exits 6 'a real server is no director'
ra real-server validate-all OCF_RESKEY_config="$scratch/lvs.yaml" OCF_RESKEY_name=wbe
exits 6 'a name that the config lacks'
ra real-server validate-all OCF_RESKEY_vip=192.0.2.10 OCF_RESKEY_config="$scratch/lvs.yaml"
exits 6 'parameters that exclude each other'
ra real-server promote
exits 3 'an action that is not supported'

# Pacemaker finds agents in one folder only.
cp -R /usr/lib/ocf/resource.d "$scratch/resource.d"
cp -R "$agents" "$scratch/resource.d/"
pacemaker() {
  # shellcheck disable=SC2016
  run unshare -m sh -c 'mount --bind "$0" /usr/lib/ocf/resource.d && exec "$@"' "$scratch/resource.d" "$@"
}
pacemaker crm_resource --list-agents ocf:lvs-agent
expect 'Pacemaker finds both agents' "$(echo "$out" | grep -cxE 'real-server|director')" -eq 2
for role in real-server director; do
  pacemaker crm_resource --show-metadata "ocf:lvs-agent:$role"
  exits 0 "Pacemaker reads the metadata of $role"
  expect "which are those of $role" "$(echo "$out" | grep -c "<resource-agent name=\"$role\"")" -eq 1
done
for vip in 192.0.2.10:0 192.0.2.300:1; do
  pacemaker crm_resource --validate --class ocf --provider lvs-agent --agent real-server \
    --option "vip=${vip%:*}" --option "netns=$node" --option "state=$scratch/state" --option "binary=$scratch/lvs-agent" \
    --option name=web
  if [ "${vip#*:}" -eq 0 ]; then
    exits 0 'Pacemaker validates a resource'
  else
    expect 'and refuses a bad one' "$code" -ne 0
  fi
done
finish
