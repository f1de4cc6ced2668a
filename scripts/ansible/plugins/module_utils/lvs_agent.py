# Copyright: (c) 2026, lvs-agent maintainers
# Apache License 2.0 (see LICENSE or https://www.apache.org/licenses/LICENSE-2.0)
"""Runs lvs-agent, whose answers are JSON, and writes configs."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import json
import re

FOLDERS = ["/usr/local/bin", "/opt/lvs-agent/bin"]
STANDARD_INPUT = "standard input"
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]*\Z")
WORDS = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")


def common_options():
    return dict(
        netns=dict(type="str"),
        state_dir=dict(type="path"),
        lock_timeout=dict(type="int"),
        executable=dict(type="path"),
    )


class Agent:
    """The agent on this node, in the network namespace of the task."""

    def __init__(self, module):
        self.module = module
        self.path = module.params["executable"] or module.get_bin_path("lvs-agent", opt_dirs=FOLDERS)
        self.options = ["-o", "json"]
        for name, option in (("netns", "--netns"), ("state_dir", "--state"), ("lock_timeout", "--lock-timeout")):
            if module.params[name] is not None:
                self.options += [option, str(module.params[name])]

    def ask(self, words, text=None):
        """The answer to a command line, to which the text is the standard input."""
        command = [self.path] + self.options + words
        data = None if text is None else text.encode("utf-8")
        code, out, err = self.module.run_command(command, data=data, binary_data=True)
        try:
            return json.loads(out)
        except ValueError:
            self.module.fail_json(msg="%s: %s" % (" ".join(command), err.strip() or out.strip()), rc=code)

    def require(self, words, text=None, source=None, before_failure=None):
        """The same for a command that must do what it is asked for; the text is named by its source."""
        answer = self.ask(words, text)
        if answer["error"] is not None or answer["exit"] not in (0, 2):
            if before_failure:
                before_failure(answer)
            self.fail(answer, text, source)
        return answer

    def fail(self, answer, text=None, source=None):
        errors = mistakes(answer, source)
        lines = []
        for error in errors:
            lines.append(error["message"])
            number = error.get("line") or 0
            if text and source and error.get("file") == source and number:
                lines.append("    " + text.splitlines()[number - 1].strip())
        for note in answer["notes"]:
            lines.append(note["text"])
        message = "\n".join(lines) or "lvs-agent %s: exit %d" % (answer["command"], answer["exit"])
        self.module.fail_json(
            msg=message, errors=errors, rc=answer["exit"], changes=answer["changes"], changed=answer["changed"]
        )


def mistakes(answer, source=None):
    """The errors of an answer; what came by the standard input is named by its source."""
    first = answer["error"]
    if first is None:
        return []
    errors = [dict((key, value) for key, value in first.items() if key != "others")] + first.get("others", [])
    for error in errors:
        if source and error.get("file") == STANDARD_INPUT:
            error["file"] = source
            if error["message"].startswith(STANDARD_INPUT):
                error["message"] = source + error["message"][len(STANDARD_INPUT):]
    return errors


def yaml_of(value):
    """A config as YAML, in the order of its keys. The nodes need no library for it."""
    return "\n".join(_lines(value)) + "\n"


def _lines(value):
    lines = []
    if isinstance(value, dict):
        for key, inner in value.items():
            if _is_nested(inner):
                lines.append(_scalar(key) + ":")
                lines += ["  " + line for line in _lines(inner)]
            else:
                lines.append(_scalar(key) + ": " + _scalar(inner))
    else:
        for inner in value:
            item = _lines(inner) if _is_nested(inner) else [_scalar(inner)]
            lines.append("- " + item[0])
            lines += ["  " + line for line in item[1:]]
    return lines


def _is_nested(value):
    return isinstance(value, (dict, list)) and len(value) > 0


def _scalar(value):
    if isinstance(value, str):
        is_plain = PLAIN.match(value) and value.lower() not in WORDS
        return value if is_plain else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)
