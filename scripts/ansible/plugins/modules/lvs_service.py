#!/usr/bin/python
# Copyright: (c) 2026, lvs-agent maintainers
# Apache License 2.0 (see LICENSE or https://www.apache.org/licenses/LICENSE-2.0)

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
---
module: lvs_service
short_description: Bring a node of Linux Virtual Server to what its config says
version_added: "0.1.0"
description:
  - Writes a config of lvs-agent, and starts, stops or removes its services. These are the VIPs of real servers and
    directors, their ARP rules and routes, and the IPVS table.
  - The config is judged before it is written. One that lvs-agent would refuse fails with its place, and nothing is
    touched.
  - Services that left the config are stopped. What somebody changed by hand is mended.
  - A start that fails is undone by lvs-agent, and the config that was there before is put back.
author:
  - lvs-agent maintainers (@lvs-agent)
requirements:
  - lvs-agent on the node
extends_documentation_fragment:
  - lvs_agent.node.agent
options:
  config:
    description:
      - The config as a map, with the keys C(services), C(clusters) and C(profiles).
      - Without I(config), I(content) and I(src), the file that is there is used.
    type: dict
  content:
    description: The config as YAML, such as that of a template.
    type: str
  src:
    description: A file on the node that has the config.
    type: path
  path:
    description:
      - The file of the config.
      - In C(/etc/lvs-agent), which lvs-agent reads as one config, it is one file beside the others, and the services
        of all of them are started or stopped unless I(name) limits them. Anywhere else the file is the whole config.
    type: path
    default: /etc/lvs-agent/services.yaml
  name:
    description:
      - The services to start or stop. By default all of them.
      - With I(name), services that left the config stay up.
    type: list
    elements: str
    aliases: [names]
  state:
    description:
      - C(started) brings the services to what the config says.
      - C(stopped) restores what was there before they were started.
      - C(absent) stops the services of the file, and removes it.
    type: str
    choices: [started, stopped, absent]
    default: started
  drained:
    description:
      - The real servers that get no new connections, as C(ADDRESS) or C(ADDRESS:PORT). All others of the services
        get their weights back.
      - Without it, drained real servers stay drained.
    type: list
    elements: str
  drain_timeout:
    description: How many seconds to wait for the connections of real servers that are drained.
    type: float
    default: 0
  prune:
    description: Whether to stop services that left the config.
    type: bool
    default: true
  takeover:
    description: Whether to add the VIP of a director even if another host has it.
    type: bool
    default: false
notes:
  - Check mode reports what a run would change, on a node without a config, too. Only on a node without lvs-agent it
    reports no more than that something would change.
"""

EXAMPLES = r"""
- name: Hold the VIP of a real server
  lvs_agent.node.lvs_service:
    config:
      services:
        web:
          profile: dr
          vips: [192.0.2.10]

- name: Write one file beside the others, from a template
  lvs_agent.node.lvs_service:
    path: /etc/lvs-agent/mail.yaml
    content: "{{ lookup('ansible.builtin.template', 'mail.yaml.j2') }}"

- name: Take a real server out of use, and wait a minute for its connections
  lvs_agent.node.lvs_service:
    drained: [192.0.2.101]
    drain_timeout: 60

- name: Stop one service, and leave the config
  lvs_agent.node.lvs_service:
    name: [web]
    state: stopped

- name: Remove the config and its VIPs
  lvs_agent.node.lvs_service:
    path: /etc/lvs-agent/mail.yaml
    state: absent
"""

RETURN = r"""
changes:
  description:
    - What was changed on the node, in the order in which it was done. In check mode, what would be.
    - The real servers to drain are not part of it.
  returned: always
  type: list
  elements: dict
  contains:
    kind:
      description: The kind of the key, such as C(address) or C(sysctl).
      type: str
    key:
      description: Where the value is.
      type: str
    before:
      description: The value before.
      type: str
    after:
      description: The value after.
      type: str
    shell:
      description: The shell command that does the same.
      type: str
    result:
      description: C(planned) in check mode, otherwise C(done), C(undone), C(kept) or C(failed).
      type: str
  sample:
    - kind: address
      key: lo 192.0.2.10/32
      before: absent
      after: scope global label lo:0
      shell: ip address add 192.0.2.10/32 dev lo label lo:0
      result: done
services:
  description: The services that the task is about, with their state after it.
  returned: success
  type: list
  elements: dict
  sample: [{"name": "web", "profile": "dr", "role": "real-server", "state": "up"}]
drained:
  description: The real servers that were drained, or would be.
  returned: with I(drained)
  type: list
  elements: str
undrained:
  description: The real servers that got their weights back, or would.
  returned: with I(drained)
  type: list
  elements: str
notes:
  description: What lvs-agent has to say beside its answer.
  returned: success
  type: list
  elements: dict
  sample: [{"code": "left-stopped", "text": "left stopped, because they were stopped by hand: web"}]
errors:
  description: The mistakes of a config, each with its C(file), C(line), C(column) and C(message).
  returned: failure
  type: list
  elements: dict
"""

import os
import tempfile

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.lvs_agent.node.plugins.module_utils.lvs_agent import Agent, common_options, yaml_of

FOLDER = "/etc/lvs-agent"
HEAD = "# Ansible writes this file.\n"
EMPTY = "services: {}\n"


class Task:
    def __init__(self, module, agent):
        self.module = module
        self.agent = agent
        self.params = module.params
        self.path = os.path.abspath(self.params["path"])
        self.source = self.params["src"] or self.path
        self.before = read(module, self.path) if os.path.isfile(self.path) else None
        whole = self.path == FOLDER or os.path.dirname(self.path) == FOLDER
        self.config = ["-c", FOLDER if whole else self.path]
        self.names = self.params["name"] or []
        self.drains = dict()

    def run(self):
        wanted = self.text()
        state = self.params["state"]
        if os.path.isdir(self.path) and (wanted is not None or state == "absent"):
            self.module.fail_json(msg="%s is a folder: set path to a file" % self.path)
        if state == "absent":
            after, text = None, EMPTY
        else:
            after = text = wanted
        plan = self.planned(text)
        rewritten = self.before != after and (after is not None or state == "absent")
        changed = rewritten or plan["changed"]
        if self.params["drained"] is not None:
            self.plan_drains(plan)
        answer = plan
        if not self.module.check_mode:
            if changed:
                answer = self.converge(text, rewritten)
            if state == "absent" and os.path.exists(self.path):
                os.unlink(self.path)
            self.drain(answer)
        changed = changed or answer["changed"] or any(self.drains.values())
        for unmet in answer["unmet"]:
            expected = " or ".join(unmet["accepted"])
            self.module.warn("%s is %s, expected %s: %s" % (unmet["key"], unmet["observed"], expected, unmet["why"]))
        self.module.exit_json(
            changed=changed,
            changes=answer["changes"],
            services=[dict((k, v) for k, v in one.items() if k != "items") for one in answer["services"]],
            notes=answer["notes"],
            diff=self.diff(after, rewritten, plan),
            **self.drains
        )

    def text(self):
        """The config that is to be there, or None for the one that is."""
        if self.params["config"] is not None:
            return HEAD + yaml_of(self.params["config"])
        if self.params["src"]:
            return read(self.module, self.params["src"])
        content = self.params["content"]
        return content if content is None or content.endswith("\n") else content + "\n"

    def planned(self, text):
        candidate = self.config if text is None else ["-c", "-"]
        place = [] if text is None else ["--as", self.path]
        if self.params["state"] == "stopped":
            if text is not None:
                self.agent.require(candidate + ["check"] + place, text, self.source)
            return self.agent.require(self.config + ["plan", "--stop"] + self.names)
        return self.agent.require(candidate + ["plan"] + place + self.pruning() + self.names, text, self.source)

    def pruning(self):
        return [] if self.params["prune"] else ["--no-prune"]

    def converge(self, text, rewritten):
        if text is not None and (rewritten or self.params["state"] == "absent"):
            self.write(text)
        if self.params["state"] == "stopped":
            return self.agent.require(self.config + ["stop"] + self.names)
        takeover = ["--takeover"] if self.params["takeover"] else []
        return self.agent.require(
            self.config + ["start"] + self.pruning() + takeover + self.names, before_failure=self.restore
        )

    def plan_drains(self, plan):
        """Notes which real servers to drain, and which get their weights back."""
        names = [one["name"] for one in plan["services"]]
        drained, undrained, known = [], [], set()
        for service in self.agent.ask(["-c", "-", "status"], EMPTY)["services"]:
            for balanced in service.get("balancing", []):
                for server in balanced["servers"] if service["name"] in names else []:
                    named = [word for word in self.params["drained"] if word in words(server)]
                    known.update(named)
                    if named and not server["drained"]:
                        drained.append(words(server)[-1])
                    elif server["drained"] and not named:
                        undrained.append(words(server)[-1])
        unknown = [word for word in self.params["drained"] if word not in known]
        if unknown and not plan["changed"]:
            self.module.fail_json(msg="no service that is up has a real server " + ", ".join(unknown))
        self.drains = dict(drained=drained + unknown, undrained=undrained)

    def drain(self, answer):
        if self.drains.get("drained"):
            waiting = ["--timeout", "%g" % self.params["drain_timeout"]]
            answer["notes"] += self.agent.require(["drain"] + waiting + self.drains["drained"])["notes"]
        if self.drains.get("undrained"):
            answer["notes"] += self.agent.require(["undrain"] + self.drains["undrained"])["notes"]

    def write(self, text):
        folder = os.path.dirname(self.path)
        if not os.path.isdir(folder):
            os.makedirs(folder, 0o755)
        number, name = tempfile.mkstemp(dir=self.module.tmpdir)
        with os.fdopen(number, "wb") as stream:
            stream.write(text.encode("utf-8"))
        self.module.atomic_move(name, self.path)
        os.chmod(self.path, 0o644)

    def restore(self, answer):
        """Puts the config back to which the node was brought back."""
        if answer["changed"]:
            return
        if self.before is not None:
            self.write(self.before)
        elif os.path.exists(self.path):
            os.unlink(self.path)

    def diff(self, after, rewritten, plan):
        diffs = []
        if rewritten:
            diffs.append(
                dict(
                    before=self.before or "",
                    after=after or "",
                    before_header=self.path,
                    after_header=self.path,
                )
            )
        lines = [change["shell"] for change in plan["changes"]]
        lines += ["lvs-agent drain " + word for word in self.drains.get("drained", [])]
        lines += ["lvs-agent undrain " + word for word in self.drains.get("undrained", [])]
        if lines:
            diffs.append(dict(prepared="".join(line + "\n" for line in lines)))
        return diffs


def words(server):
    """The words by which a task may name a real server; the last one names nothing else."""
    address, port = server["address"], server["port"]
    return [address, ("[%s]:%s" if ":" in address else "%s:%s") % (address, port)] if port else [address]


def read(module, path):
    try:
        with open(path, "rb") as stream:
            return stream.read().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        module.fail_json(msg="%s: %s" % (path, error))


def main():
    module = AnsibleModule(
        argument_spec=dict(
            config=dict(type="dict"),
            content=dict(type="str"),
            src=dict(type="path"),
            path=dict(type="path", default=FOLDER + "/services.yaml"),
            name=dict(type="list", elements="str", aliases=["names"]),
            state=dict(type="str", choices=["started", "stopped", "absent"], default="started"),
            drained=dict(type="list", elements="str"),
            drain_timeout=dict(type="float", default=0),
            prune=dict(type="bool", default=True),
            takeover=dict(type="bool", default=False),
            **common_options()
        ),
        mutually_exclusive=[("config", "content", "src")],
        supports_check_mode=True,
    )
    params = module.params
    if params["state"] == "absent":
        for option in ("config", "content", "src", "name"):
            if params[option] is not None:
                module.fail_json(msg="state=absent removes the file and all its services: leave out %s" % option)
    if params["state"] != "started" and params["drained"] is not None:
        module.fail_json(msg="drained needs state=started")
    agent = Agent(module)
    if not agent.path:
        if not module.check_mode:
            module.fail_json(msg="lvs-agent is not on this node: install it, or set executable")
        module.warn("lvs-agent is not on this node yet, so that nobody knows what it would change")
        module.exit_json(changed=params["state"] == "started", changes=[], services=[], notes=[])
    Task(module, agent).run()


if __name__ == "__main__":
    main()
