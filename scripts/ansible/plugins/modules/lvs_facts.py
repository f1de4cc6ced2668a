#!/usr/bin/python
# Copyright: (c) 2026, lvs-agent maintainers
# Apache License 2.0 (see LICENSE or https://www.apache.org/licenses/LICENSE-2.0)

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
---
module: lvs_facts
short_description: Read what a node of Linux Virtual Server is
version_added: "0.1.0"
description:
  - Reads which services of lvs-agent are up and what differs from their config, by C(lvs-agent status) and
    C(lvs-agent verify). Nothing is changed.
author:
  - lvs-agent maintainers (@lvs-agent)
requirements:
  - lvs-agent on the node, for more than the fact that it is not there
extends_documentation_fragment:
  - lvs_agent.node.agent
options:
  path:
    description: The config, or a folder of configs, in place of C(/etc/lvs-agent).
    type: path
"""

EXAMPLES = r"""
- name: Read what the node is
  lvs_agent.node.lvs_facts:

- name: Stop the play where a VIP leaks
  ansible.builtin.assert:
    that: lvs_agent.differences | selectattr('severity', 'equalto', 'leak') | list | length == 0

- name: List what is up
  ansible.builtin.debug:
    msg: "{{ lvs_agent.services | selectattr('state', 'equalto', 'up') | map(attribute='name') | list }}"
"""

RETURN = r"""
ansible_facts:
  description: Facts about lvs-agent and its services.
  returned: always
  type: dict
  contains:
    lvs_agent:
      description: All of them.
      returned: always
      type: dict
      contains:
        installed:
          description: Whether lvs-agent is on the node. Without it, there is no other fact.
          returned: always
          type: bool
        version:
          description: The version of lvs-agent.
          returned: when installed
          type: str
          sample: 0.1.0
        in_sync:
          description: Whether the node is what its config says. Differences without effect do not count.
          returned: when installed
          type: bool
        services:
          description:
            - The services, each with C(name), C(profile), C(role) and C(state).
            - Those with an IPVS table have C(balancing), too, as C(lvs-agent status -o json) prints it.
          returned: when installed
          type: list
          elements: dict
          sample: [{"name": "web", "profile": "dr", "role": "real-server", "state": "up"}]
        differences:
          description: What differs, with the C(service) and what C(lvs-agent verify -o json) prints of it.
          returned: when installed
          type: list
          elements: dict
        notes:
          description: What lvs-agent has to say beside its answer.
          returned: when installed
          type: list
          elements: dict
        errors:
          description: The mistakes of the config, or why lvs-agent could not look.
          returned: when installed
          type: list
          elements: dict
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.lvs_agent.node.plugins.module_utils.lvs_agent import Agent, common_options, mistakes


def facts(agent, path):
    config = ["-c", path] if path else []
    status = agent.ask(config + ["status"])
    verify = agent.ask(config + ["verify"])
    services = [dict((k, v) for k, v in one.items() if k != "items") for one in status["services"]]
    differences = []
    for service in verify["services"]:
        for item in service["items"]:
            if not item["ok"]:
                differences.append(dict(item, service=service["name"]))
    return dict(
        installed=True,
        version=verify["version"],
        in_sync=verify["exit"] == 0,
        services=services,
        differences=differences,
        notes=verify["notes"],
        errors=mistakes(verify),
    )


def main():
    module = AnsibleModule(
        argument_spec=dict(path=dict(type="path"), **common_options()),
        supports_check_mode=True,
    )
    agent = Agent(module)
    known = facts(agent, module.params["path"]) if agent.path else dict(installed=False)
    module.exit_json(changed=False, ansible_facts=dict(lvs_agent=known))


if __name__ == "__main__":
    main()
