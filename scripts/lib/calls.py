"""Traces one run of the agent with strace, finds the system calls that matter, and lists the errors of each."""
import os
import pathlib
import re
import shutil
import subprocess

# The errors that a call can have, by what it is about.
ERRORS = {
    ('openat', 'config'): 'EACCES EIO EMFILE',
    ('read', 'config'): 'EIO',
    ('openat', 'state'): 'EACCES ENOSPC EROFS EMFILE EIO',
    ('mkdir', 'state'): 'EACCES ENOSPC EROFS',
    ('statx', 'state'): 'EACCES EIO',
    ('fcntl', 'state'): 'EAGAIN ENOLCK',
    ('read', 'state'): 'EIO',
    ('write', 'state'): 'ENOSPC EIO EDQUOT',
    ('fsync', 'state'): 'EIO ENOSPC',
    ('rename', 'state'): 'EIO ENOSPC EACCES',
    ('unlink', 'state'): 'EIO EACCES',
    ('openat', 'sysctl'): 'ENOENT EACCES EMFILE',
    ('openat', 'sysctl to write'): 'ENOENT EACCES EROFS EMFILE',
    ('access', 'sysctl'): 'EACCES EROFS',
    ('faccessat2', 'sysctl'): 'EACCES EROFS',
    ('read', 'sysctl'): 'EIO',
    ('write', 'sysctl'): 'EINVAL EPERM EIO',
    ('socket', 'socket'): 'EPERM EMFILE ENOBUFS EAFNOSUPPORT',
    ('setsockopt', 'socket'): 'ENOPROTOOPT ENOBUFS',
    ('getsockopt', 'socket'): 'EPERM',
    ('bind', 'socket'): 'ENOMEM EADDRINUSE',
    ('getsockname', 'socket'): 'ENOBUFS',
    ('sendto', 'socket'): 'ENOBUFS EINTR EPERM NACK',
    ('recvfrom', 'socket'): 'ENOBUFS EINTR EAGAIN',
    ('sendmsg', 'socket'): 'ENOBUFS EPERM',
    ('recvmsg', 'socket'): 'ENOBUFS EINTR',
    ('pipe2', 'program'): 'EMFILE',
    ('pipe', 'program'): 'EMFILE',
    ('vfork', 'program'): 'EAGAIN ENOMEM',
    ('clone', 'program'): 'EAGAIN ENOMEM',
    ('execve', 'program'): 'ENOENT EACCES ENOMEM',
    ('wait4', 'program'): 'EINTR',
    ('write', 'answer'): 'ENOSPC EPIPE EIO',
}
NAMES = sorted({name for name, _ in ERRORS})
TIMEOUT = 300  # seconds; nothing takes so long unless it hangs
CALL = re.compile(r'(\d+) +(\w+)\((.*)')
ANSWER = ('write', 'answer')


def about(name, text, state, config):
    """Returns what a call is about; nothing for the JVM's own calls."""
    if name in ('socket',) or 'socket:[' in text.split('>', 1)[0]:
        return 'socket'
    if name in ('pipe', 'pipe2', 'vfork', 'clone', 'execve', 'wait4'):
        return 'program'
    if '/proc/sys/' in text:
        return 'sysctl to write' if name == 'openat' and 'O_WRONLY' in text else 'sysctl'
    if config in text or name == 'openat' and re.search(r'"/proc/self/fd/\d+"', text) and state not in text:
        return 'config'
    if state in text or '/proc/self/fd/' in text:
        return 'state'
    if name == 'write' and re.match(r'[12]<', text):
        return 'answer'
    return None


def traced(command, log, extra=('--seccomp-bpf',)):
    """Runs lvs-agent with its JVM under strace."""
    env = dict(os.environ, INJECT_LOG=str(log), INJECT=' '.join(extra), JAVA_HOME=os.environ['INJECT_HOME'])
    return subprocess.run(command, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=TIMEOUT)


def install(folder):
    """Installs what was built, and returns the launcher. Its archive fits our Java home, and that of the others stays."""
    scripts = pathlib.Path(__file__).resolve().parents[1]
    tree = folder / 'lib' / 'lvs-agent'
    tree.mkdir(parents=True)
    (tree / 'lib').symlink_to(scripts.parent / 'agent' / 'target' / 'lvs-agent' / 'lib')
    (folder / 'bin').mkdir()
    return shutil.copy(scripts / 'lvs-agent', folder / 'bin')


def fake_home(folder, real):
    """Makes a Java home whose java runs under strace."""
    home = folder / os.path.basename(real)
    (home / 'bin').mkdir(parents=True)
    for entry in ('release', 'lib'):
        (home / entry).symlink_to(f'{real}/{entry}')
    java = home / 'bin' / 'java'
    # a JVM in a cgroup reads its limits now and then, which would shift the numbers of the calls
    java.write_text(f'''#!/bin/sh
[ -n "${{INJECT_LOG:-}}" ] || exec {real}/bin/java "$@"
# shellcheck disable=SC2086
exec strace -f -q -y -s 16 -o "$INJECT_LOG" -e trace={','.join(NAMES)} $INJECT \\
  {real}/bin/java -XX:-UseContainerSupport "$@"
''')
    java.chmod(0o755)
    return home


def calls(log, state, config):
    """Lists the calls that matter as (name, number in its thread, what it is about, length of its message)."""
    counts, seen, begun = {}, [], False
    for line in log.read_text(errors='replace').splitlines():
        match = CALL.match(line)
        if not match:
            continue
        thread, name, text = match.groups()
        number = counts[thread, name] = counts.get((thread, name), 0) + 1
        begun = begun or name == 'openat' and config in text
        topic = about(name, text, state, config) if begun else None
        if (name, topic) in ERRORS:
            length = re.search(r'nlmsg_len=(\d+)', text)
            seen.append((name, number, topic, int(length.group(1)) if length else 0))
    return seen


def errors(call):
    """Returns the errors of a call, and KILL. NACK is a refusal by the kernel itself of a netlink message."""
    name, _, topic, length = call
    listed = ERRORS[name, topic].split()
    return [error for error in listed if error != 'NACK' or length] + ['KILL']


def injection(call, error):
    """Returns the arguments of strace."""
    name, number, _, length = call
    if error == 'KILL':
        what = 'signal=KILL'
    elif error == 'NACK':
        # a type of message that no kernel knows
        what = 'poke_enter=@arg2=' + length.to_bytes(4, 'little').hex() + 'ff03'
    else:
        what = f'error={error}'
    # strace delivers no signal where seccomp filters the calls
    fast = [] if error == 'KILL' else ['--seccomp-bpf']
    return [*fast, '-e', f'inject={name}:{what}:when={number}']


def hits(log, topic, error, state, config):
    """Returns the lines of the log that show what was injected into calls about the topic, and into others."""
    lines = log.read_text(errors='replace').splitlines()
    if error == 'KILL':
        return [line for line in lines if 'killed by SIGKILL' in line][:1], []
    found, strayed = [], []
    for line in lines:
        match = CALL.match(line)
        if '(INJECTED' in line:
            meant = not match or about(*match.groups()[1:], state, config) == topic
            (found if meant else strayed).append(line)
    return found, strayed
