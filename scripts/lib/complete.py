"""Types lines into a shell that runs on a terminal, presses Tab after each, and prints what the shell made of them.

usage: complete.py bash|zsh SHARE <LINES

For each line of the input: the milliseconds, what the line has become, and for zsh the candidates.
"""

import os
import pty
import select
import statistics
import sys
import tempfile
import time

BASH = r"""
PS1='' HISTFILE=''
source /usr/share/bash-completion/bash_completion
bind 'set bell-style none'
bind 'set completion-query-items 0'
bind 'set page-completions off'
bind -x '"\C-o": printf "%s\n" "$READLINE_LINE" >"$OUT/new"; mv "$OUT/new" "$OUT/line"'
touch "$OUT/ready"
"""
ZSH = r"""
PS1=''
fpath=("$SHARE/zsh/site-functions" $fpath)
autoload -Uz compinit && compinit -u -D
unsetopt list_beep auto_menu
compadd() {
  local -a hits
  if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)* ]]; then
    builtin compadd -A hits "$@"
    (($#hits)) && print -rl -- "${hits[@]}" >>"$OUT/hits"
  fi
  builtin compadd "$@"
}
show() { print -r -- "$BUFFER" >"$OUT/new"; mv "$OUT/new" "$OUT/line"; }
zle -N show
bindkey '^O' show
bindkey '^I' complete-word
bindkey '^U' kill-whole-line
touch "$OUT/ready"
"""


def main():
    shell, share = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as out:
        os.environ.update(OUT=out, SHARE=share, ZDOTDIR=out, TERM="dumb",
                          BASH_COMPLETION_USER_DIR=share + "/bash-completion")
        with open(out + "/.zshrc", "w") as rc:
            rc.write(BASH if shell == "bash" else ZSH)
        command = {"bash": ["bash", "--noprofile", "--rcfile", out + "/.zshrc", "-i"], "zsh": ["zsh", "-d", "-i"]}
        process, terminal = pty.fork()
        if process == 0:
            os.execvp(shell, command[shell])
        try:
            await_file(terminal, out + "/ready")
            times = [one(terminal, out, line.rstrip("\n")) for line in sys.stdin]
            print("median %.0f ms, most %.0f ms" % (statistics.median(times), max(times)))
        finally:
            os.close(terminal)
            os.waitpid(process, 0)


def one(terminal, out, line):
    """Presses the keys of one line, and returns the milliseconds."""
    os.write(terminal, b"\x15" + line.encode() + b"\t\x0f")
    took = await_file(terminal, out + "/line")
    with open(out + "/line") as made:
        text = made.read().rstrip("\n")
    hits = ""
    if os.path.exists(out + "/hits"):
        with open(out + "/hits") as found:
            hits = "\t" + "|".join(dict.fromkeys(found.read().split("\n")[:-1]))
        os.remove(out + "/hits")
    os.remove(out + "/line")
    print("%d\t%s%s" % (took, text, hits))
    return took


def await_file(terminal, file):
    begin = time.monotonic()
    said = b""
    while not os.path.exists(file):
        if select.select([terminal], [], [], 0.001)[0]:
            said += os.read(terminal, 65536)
        if time.monotonic() - begin > 20:
            sys.exit("%s did not appear: %s" % (file, said.decode(errors="replace")))
    return (time.monotonic() - begin) * 1000


main()
