"""The world of a case: a namespace with an administrator's own values, and a neighbour who asks for the VIPs."""
import contextlib
import ctypes
import itertools
import multiprocessing
import os
import pathlib
import signal
import socket
import struct
import subprocess
import time
import traceback

import calls

LIBC = ctypes.CDLL(None, use_errno=True)
NEWNET, NEWNS, PDEATHSIG, SUBREAPER = 0x40000000, 0x00020000, 1, 36
VIPS = ['192.0.2.10', '192.0.2.20', '192.0.2.21', '192.0.2.30']
RIP = '192.0.2.11'
# An administrator's own values, each next to what the agent writes.
ADMIN = '''
ip link set lo up
ip link set eth0 addrgenmode none
ip link set eth0 up
ip address add 192.0.2.11/24 dev eth0
ip address add 2001:db8::11/64 dev eth0 nodad
ip route add 198.51.100.0/24 via 192.0.2.1 dev eth0
ip neighbour add 192.0.2.9 lladdr 00:0c:29:4e:80:01 dev eth0 nud permanent
nft add table ip admins
sysctl -q -w net.ipv4.conf.all.arp_announce=1 net.ipv4.conf.lo.arp_announce=1 net.ipv4.conf.all.rp_filter=2
sysctl -q -w net.ipv4.conf.eth0.rp_filter=1 net.ipv4.conf.eth0.forwarding=1 net.ipv4.conf.eth0.accept_redirects=0
sysctl -q -w net.ipv4.conf.default.send_redirects=0
'''


class Broken(Exception):
    """A law that does not hold."""


def sh(text):
    subprocess.run(['sh', '-ec', text], check=True, stdin=subprocess.DEVNULL)


def unshare(what):
    if LIBC.unshare(what):
        raise OSError(ctypes.get_errno(), 'unshare')


class Neighbour:
    """A process in a namespace of its own that asks for the VIPs all the time, and for the RIP to prove that it can."""

    def __init__(self):
        self.pipe, end = multiprocessing.Pipe()
        self.pid = os.fork()
        if not self.pid:
            LIBC.prctl(PDEATHSIG, signal.SIGKILL)
            try:
                unshare(NEWNET)
                self.ask(end)
            finally:
                traceback.print_exc()
                os._exit(1)
        # so that its end is noticed
        end.close()
        self.hear()
        sh(f'ip link add eth0 type veth peer name eth0 netns {self.pid}')
        self.pipe.send('linked')
        self.hear()

    @staticmethod
    def ask(pipe):
        pipe.send('ready')
        pipe.recv()
        sh('ip link set eth0 addrgenmode none; ip link set eth0 up; ip address add 192.0.2.1/24 dev eth0')
        wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
        wire.bind(('eth0', 0x0806))
        wire.settimeout(0.01)
        mac = wire.getsockname()[4]
        pipe.send('up')
        heard = {}
        for asked in itertools.cycle([*VIPS, RIP]):
            head = b'\xff' * 6 + mac + struct.pack('!HHHBBH', 0x0806, 1, 0x0800, 6, 4, 1)
            try:
                wire.send(head + mac + socket.inet_aton('192.0.2.1') + bytes(6) + socket.inet_aton(asked))
                packet = wire.recv(100)
                if packet[6:12] != mac:
                    sender = socket.inet_ntoa(packet[28:32])
                    heard[sender] = heard.get(sender, 0) + 1
            except OSError:
                pass
            if pipe.poll():
                pipe.recv()
                pipe.send(heard)
                heard = {}

    def hear(self):
        if not self.pipe.poll(calls.TIMEOUT):
            raise Broken('the neighbour says nothing')
        return self.pipe.recv()

    def heard(self):
        self.pipe.send('heard')
        return self.hear()

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


class World:
    """A namespace with a neighbour, a state folder and a config."""

    def __init__(self, folder):
        self.config, self.disk, self.here = folder / 'lvs.yaml', folder / 'disk', folder / 'here'
        self.state = self.disk / 'state'
        self.here.mkdir(parents=True)
        self.disk.mkdir()
        sh(f'mount -t tmpfs -o size=256k inject {self.disk}')
        unshare(NEWNET)
        self.neighbour = Neighbour()
        sh(ADMIN)
        # the kernel adds this route later, by a work of its own (addrconf_dad_work)
        sh('until ip -6 route show table local | grep -q 2001:db8::11; do sleep 0.01; done')

    def command(self, command):
        return [os.environ['INJECT_AGENT'], '-c', str(self.config), '--state', str(self.state), command]

    def run(self, command, config=None):
        if config:
            self.config.write_text(config)
        env = dict(os.environ, JAVA_HOME=os.environ['INJECT_HOME'])
        return subprocess.run(self.command(command), env=env, cwd=self.here, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=calls.TIMEOUT)

    def well(self, command, config=None):
        run = self.run(command, config)
        if run.returncode:
            raise Broken(f'a plain {command} exits with {run.returncode}: {run.stderr.strip()}')

    def snapshot(self):
        """Returns everything that the agent could have changed, a line each."""
        return sorted(subprocess.run(['sh', '-c', '''
            ip -o address; ip route show table all; ip -6 route show table all; ip rule; ip -6 rule
            ip neighbour show nud permanent; nft list ruleset; ip -o -d link
            cd /proc/sys/net && grep -rs . ipv4 ipv6
        '''], capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout.splitlines())

    @contextlib.contextmanager
    def full(self, pages):
        """Leaves so many pages free on the disk of the state folder."""
        fill = self.disk / 'fill'
        with fill.open('wb', buffering=0) as file:
            try:
                while file.write(bytes(4096)) == 4096:
                    pass
            except OSError:
                file.truncate(max(0, file.tell() - 4096 * pages))
        try:
            yield
        finally:
            fill.unlink()

    def files(self):
        """Returns the files in the state folder with what they hold."""
        files = (file for file in self.state.rglob('*') if file.is_file())
        return {str(file.relative_to(self.state)): file.read_bytes() for file in files}

    def left_running(self):
        """Returns the processes that outlived a run: orphans come to this process."""
        for _ in range(100):
            try:
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                pass
            children = pathlib.Path('/proc/self/task', str(os.getpid()), 'children').read_text().split()
            left = [child for child in children if int(child) != self.neighbour.pid]
            if not left:
                return []
            time.sleep(0.02)
        return left
