# Copyright: (c) 2026, lvs-agent maintainers
# Apache License 2.0 (see LICENSE or https://www.apache.org/licenses/LICENSE-2.0)

from __future__ import absolute_import, division, print_function

__metaclass__ = type


class ModuleDocFragment(object):
    # What each call of lvs-agent takes, as common_options() of module_utils has it.
    DOCUMENTATION = r"""
options:
  netns:
    description: The network namespace to work in, as a name, a path or C(pid:N).
    type: str
  state_dir:
    description: The folder of the ledger, in place of C(/run/lvs-agent).
    type: path
  lock_timeout:
    description: How many seconds to wait for another run of lvs-agent, in place of 10.
    type: int
  executable:
    description: The command, in place of the C(lvs-agent) on the PATH, in C(/usr/local/bin) or C(/opt/lvs-agent/bin).
    type: path
"""
