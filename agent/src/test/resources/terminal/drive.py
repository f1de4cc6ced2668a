"""Runs a command on a terminal of its own, and takes steps there, one after the other.

usage: python3 drive.py STEP… -- COMMAND…
  see TEXT           waits until the terminal has got this since the last step
  size ROWS COLUMNS  resizes the terminal
  type TEXT          presses keys
  kill SIGNAL        signals the command
  hangup             closes the terminal, as a connection that is lost does; this is the last step

Prints as JSON what the terminal got after each step, the exit code, and whether the terminal is left as it was found.
"""

import fcntl
import json
import os
import select
import signal
import struct
import sys
import termios
import time

PATIENCE = 30


class Terminal:
    def __init__(self, command):
        self.master, self.slave = os.openpty()
        self.resize(24, 80)
        self.found = termios.tcgetattr(self.slave)
        self.parts, self.code = [""], None
        self.child = os.fork()
        if self.child == 0:
            os.setsid()
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            for fd in range(3):
                os.dup2(self.slave, fd)
            os.execvp(command[0], command)

    def resize(self, rows, columns):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("4H", rows, columns, 0, 0))

    def read(self):
        """Takes what there is, and notices the end of the command."""
        if select.select([self.master], [], [], 0.05)[0]:
            self.parts[-1] += os.read(self.master, 65536).decode()
        elif self.code is None:
            child, status = os.waitpid(self.child, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if child else None

    def until(self, condition, what):
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end or self.code is not None:
                os.kill(self.child, signal.SIGKILL) if self.code is None else None
                sys.exit(f"no {what}, exit {self.code}: {self.parts!r}")
            self.read()

    def take(self, step):
        word, *words = step.split(" ")
        if word == "see":
            text = " ".join(words)
            self.until(lambda: text in self.parts[-1], text)
            return
        self.parts.append("")
        if word == "size":
            self.resize(*map(int, words))
        elif word == "type":
            os.write(self.master, " ".join(words).encode())
        elif word == "hangup":
            os.close(self.master)
            self.master = None
        elif word == "kill":
            os.kill(self.child, getattr(signal, "SIG" + words[0]))
        else:
            sys.exit(f"no step: {step}")

    def finish(self):
        end = time.monotonic() + PATIENCE
        if self.master is None:
            _, status = os.waitpid(self.child, 0)
            return {"parts": self.parts, "exit": os.waitstatus_to_exitcode(status), "restored": False}
        while self.code is None and time.monotonic() < end:
            self.read()
        if self.code is None:
            os.kill(self.child, signal.SIGKILL)
        while select.select([self.master], [], [], 0.05)[0]:
            self.parts[-1] += os.read(self.master, 65536).decode()
        restored = termios.tcgetattr(self.slave) == self.found
        return {"parts": self.parts, "exit": -1 if self.code is None else self.code, "restored": restored}


at = sys.argv.index("--")
terminal = Terminal(sys.argv[at + 1 :])
for step in sys.argv[1:at]:
    terminal.take(step)
print(json.dumps(terminal.finish()))
