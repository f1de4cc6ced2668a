"""The cases of scripts/inject: what is set up, what is injected, and the laws that hold afterwards."""
import argparse
import collections
import itertools
import multiprocessing.connection
import os
import pathlib
import random
import re
import shutil
import signal
import sys
import tempfile
import traceback

import calls
from world import LIBC, NEWNET, NEWNS, PDEATHSIG, RIP, SUBREAPER, VIPS, Broken, World, sh, unshare

FORK = multiprocessing.get_context('fork')
REAL_SERVER = 'services: {web: {profile: dr, vips: [192.0.2.10, 192.0.2.20-192.0.2.21, "2001:db8::10"]}}\n'
OTHER_VIPS = '''services:
  web: {profile: dr, vips: [192.0.2.10, 192.0.2.30, "2001:db8::30"], sysctls: {net/ipv4/conf/eth0/rp_filter: 0}}
'''
DIRECTOR = '''services:
  lb:
    profile: director-dr
    device: eth0
    vips: [192.0.2.10, "2001:db8::10"]
    neighbours: {192.0.2.21: "00:0c:29:4e:80:4a", 192.168.1.1: "00:0c:29:4e:80:4b"}
    routes: [192.168.1.1]
    masquerade: [192.168.1.0/24]
    announce: {count: 1}
'''
EXTERNAL = '''services:
  lb:
    profile: director-dr
    device: eth0
    addresses: external
    vips: [192.0.2.10]
    neighbours: {192.0.2.21: "00:0c:29:4e:80:4c"}
    masquerade: [192.168.2.0/24]
'''
BY_HAND = ['ip address add 192.0.2.10/32 dev lo', 'ip route add 192.0.2.10/32 dev lo src 192.0.2.10']
ON_ETH0 = ['ip address add 192.0.2.10/32 dev eth0']
class Scenario:
    """A command, the runs and programs before it, and what it takes to bring everything back afterwards."""

    def __init__(self, config, command, before=(), hand=(), back=('stop',), quiet=True, first=False):
        self.config, self.command, self.before, self.first = config, command, before, first
        self.hand, self.back, self.quiet = hand, back, quiet


SCENARIOS = {
    'dr first start': Scenario(REAL_SERVER, 'start', first=True),
    'dr start': Scenario(REAL_SERVER, 'start'),
    'dr stop': Scenario(REAL_SERVER, 'stop', [REAL_SERVER]),
    'dr restart': Scenario(OTHER_VIPS, 'restart', [REAL_SERVER]),
    # a VIP that was added by hand answers ARP until the parameters are set
    'dr adopt': Scenario(REAL_SERVER, 'adopt', hand=BY_HAND, back=('adopt', 'start', 'stop'), quiet=False),
    'director start': Scenario(DIRECTOR, 'start', quiet=False),
    'director stop': Scenario(DIRECTOR, 'stop', [DIRECTOR], quiet=False),
    'director restart': Scenario(EXTERNAL, 'restart', [DIRECTOR], quiet=False),
    'director adopt': Scenario(DIRECTOR, 'adopt', hand=ON_ETH0, back=('adopt', 'stop'), quiet=False),
}


def difference(expected, found):
    gone = [f'- {line}' for line in expected if line not in found]
    come = [f'+ {line}' for line in found if line not in expected]
    return '; '.join((gone + come)[:8]) or 'the same lines in other numbers'


def require(same, expected, what):
    if same != expected:
        raise Broken(f'{what}: {difference(expected, same)}')


class Laws:
    """One scenario in one world: what a plain run makes of it, and what an injected one may."""

    def __init__(self, name, folder):
        self.scenario, self.folder = SCENARIOS[name], folder
        self.world, self.worlds = None, 0
        self.renew()

    def renew(self):
        """Makes a world, and learns in it what a run without a fault does."""
        if self.world:
            self.world.neighbour.end()
        self.worlds += 1
        self.world = World(self.folder / f'world-{self.worlds}')
        self.base = self.world.snapshot()
        self.prepared = False
        self.prepare()
        if not self.scenario.first and not self.scenario.before:
            # so that there is a state folder already
            self.world.well(self.scenario.command)
            self.back()
            self.prepare()
        self.before, self.files_before = self.world.snapshot(), self.world.files()
        log = self.folder / 'trace'
        run = calls.traced(self.world.command(self.scenario.command), log)
        if run.returncode:
            raise Broken(f'without a fault it exits with {run.returncode}: {run.stderr}')
        self.calls = calls.calls(log, str(self.world.state), str(self.world.config))
        self.wanted = self.world.snapshot()
        self.back()
        self.files = set(self.world.files())

    def prepare(self):
        if self.prepared:
            return
        if self.scenario.first:
            shutil.rmtree(self.world.state, ignore_errors=True)
        for command in self.scenario.hand:
            sh(command)
        for config in self.scenario.before:
            self.world.well('start', config)
        self.world.config.write_text(self.scenario.config)
        self.prepared = True

    def back(self, first=()):
        commands = (*first, *self.scenario.back)
        self.prepared = False
        for command in commands:
            self.world.well(command)
        require(self.world.snapshot(), self.base, f'after {", ".join(commands)} the host is not as it was')

    def judge(self, call, error, run, now):
        topic = call[2]
        code, said = run.returncode, run.stderr
        if error == 'KILL' and code == 137:
            return
        if code not in (0, 1, 2, 69, 70, 74, 75, 77) and not (code == 78 and 'cannot be read' in said):
            raise Broken(f'exits with {code}: {said}')
        if re.search(r'bug:|Exception|^\s+at |\bnull\b|Error:', said, re.M):
            raise Broken(f'exits with {code}, and does not say it in plain words: {said}')
        if code and topic != 'answer' and not said.startswith('lvs-agent: '):
            raise Broken(f'exits with {code} without a reason: {said!r}')
        if code == 0:
            require(now, self.wanted, f'exits with 0, but has not done it ({said.strip()})')
        elif code not in (2, 70) and topic != 'answer':
            require(now, self.before, f'exits with {code}, but the host is not as before ({said.strip()})')

    def case(self, call, error, turn, loud=False):
        """Runs one case, and returns True if something was injected."""
        self.prepare()
        log = self.folder / 'log'
        if error == 'FULL':
            with self.world.full(call[1]):
                run = self.world.run(self.scenario.command)
            hit, strayed = ['a full disk'], []
        else:
            run = calls.traced(self.world.command(self.scenario.command), log, calls.injection(call, error))
            hit, strayed = calls.hits(log, call[2], error, str(self.world.state), str(self.world.config))
        if loud:
            print(f'{call[0]}:{call[1]}:{error} exits with {run.returncode}', *hit, run.stdout + run.stderr, sep='\n')
            sys.stdout.flush()
        left = self.world.left_running()
        if left:
            raise Broken(f'processes are left: {left}')
        now, files = self.world.snapshot(), self.world.files()
        # a call of the JVM itself that came in the place of the one that was meant is not judged
        if hit or not strayed:
            self.judge(call, error, run, now)
        # where neither the host nor the ledger has changed, what follows is proven already
        self.prepared = now == self.before and files == self.files_before
        if not self.prepared:
            started = error == 'KILL' and turn % 2 and self.scenario.command != 'adopt'
            self.back(['start'] if started else [])
            more = set(self.world.files()) - self.files
            if more:
                raise Broken(f'files are left in the state folder: {more}')
        self.listen()
        if list(self.world.here.iterdir()):
            raise Broken('files are left in the working folder')
        return bool(hit)

    def listen(self):
        heard = self.world.neighbour.heard()
        if RIP not in heard:
            raise Broken('the neighbour got no answer from the RIP, so that it proves nothing')
        audible = [vip for vip in VIPS if vip in heard]
        if self.scenario.quiet and audible:
            raise Broken(f'ARP was answered for, or sent from, {audible}')


def drawn(cases, number, dice):
    """Draws cases: as many kinds of calls and errors as possible, and any case of each."""
    kinds = collections.defaultdict(list)
    for call, error in dice.sample(cases, len(cases)):
        kinds[call[0], call[2], error].append((call, error))
    turns = itertools.zip_longest(*dice.sample(list(kinds.values()), len(kinds)))
    return [case for turn in turns for case in turn if case][:number]


def task(name, part, parts, sample, seed, only, loud, folder):
    """Runs a part of the cases of a scenario in namespaces that end with this process."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    LIBC.prctl(PDEATHSIG, signal.SIGKILL)
    LIBC.prctl(SUBREAPER, 1)
    unshare(NEWNS | NEWNET)
    sh('mount --make-rprivate /')
    done, broken, missed = [], [], 0
    try:
        laws = Laws(name, folder)
    except Exception:
        return name, done, [(name, traceback.format_exc())], missed
    cases = [(call, error) for call in laws.calls for error in calls.errors(call)]
    cases += [(('disk', pages, 'state', 0), 'FULL') for pages in range(3)]
    if only:
        cases = [(call, error) for call, error in cases if f'{call[0]}:{call[1]}:{error}' == only]
    elif sample:
        cases = drawn(cases, sample, random.Random(f'{seed} {name}'))
    for turn, (call, error) in enumerate(cases[part::parts]):
        try:
            if laws.case(call, error, turn, loud):
                done.append((call[0], call[2], error))
            else:
                missed += 1
                print(f'not met: {name}/{call[0]}:{call[1]}:{error} ({call[2]})', flush=True)
        except Exception as e:
            text = str(e) if isinstance(e, Broken) else traceback.format_exc()
            broken.append((f'{name}/{call[0]}:{call[1]}:{error}', text))
            done.append((call[0], call[2], error))
            print(f'BROKEN {broken[-1][0]} ({call[2]}): {text}', flush=True)
            try:
                laws.renew()
            except Exception:
                broken.append((name, traceback.format_exc()))
                break
    laws.world.neighbour.end()
    return name, done, broken, missed


def arguments():
    parser = argparse.ArgumentParser(prog='scripts/inject')
    parser.add_argument('--sample', type=int, default=0, metavar='N', help='draw N cases evenly from all scenarios')
    parser.add_argument('--seed', type=int, default=1, help='of the sample')
    parser.add_argument('--only', default='', metavar='TEXT', help='the scenarios whose name contains this')
    parser.add_argument('--case', default='', metavar='SCENARIO/CALL:NUMBER:ERROR', help='one case, told in full')
    parser.add_argument('--verbose', action='store_true', help='tell each case in full')
    parser.add_argument('--jobs', type=int, default=os.cpu_count())
    return parser.parse_args()


def tasks(given, folder):
    only, _, case = given.case.partition('/')
    names = [name for name in SCENARIOS if (name == only if case else given.only in name)]
    parts = 1 if case or given.sample else 8
    sample = -(-given.sample // max(1, len(names)))
    loud = given.verbose or bool(case)
    for part in range(parts):
        for name in names:
            yield name, part, parts, sample, given.seed, case, loud, folder / f'{name} {part}'.replace(' ', '-')


def each(tasks_to_do, jobs):
    """Runs tasks in processes of their own, some at a time, and yields what each returns."""
    running, left = {}, iter(tasks_to_do)
    while True:
        for words in itertools.islice(left, jobs - len(running)):
            ours, theirs = FORK.Pipe(duplex=False)
            process = FORK.Process(target=lambda: theirs.send(task(*words)), daemon=True)
            process.start()
            theirs.close()
            running[ours] = words[0], process
        if not running:
            return
        for ours in multiprocessing.connection.wait(list(running)):
            name, process = running.pop(ours)
            try:
                yield ours.recv()
            except EOFError:
                yield name, [], [(name, 'the process of its cases has ended')], 0
            process.join()


def report(done, missed):
    table = collections.Counter(f'{name:10} {call[0]:12} {call[1] or "":16} {call[2]}' for name, call in done)
    for line, count in sorted(table.items()):
        print(f'{line:50} {count:5}')
    kills = sum(call[2] == 'KILL' for _, call in done)
    print(f'inject: {len(done) - kills} errors and {kills} kills injected, {missed} cases whose call was not met')


def main():
    given = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if given.sample:
        print(f'inject: seed {given.seed}', flush=True)
    done, broken, missed = [], [], 0
    with tempfile.TemporaryDirectory(prefix='inject.') as scratch:
        folder = pathlib.Path(scratch)
        os.environ['INJECT_AGENT'] = str(calls.install(folder / 'installed'))
        os.environ['INJECT_HOME'] = str(calls.fake_home(folder, os.path.realpath(os.environ['JAVA_HOME'])))
        try:
            for name, injected, fell, absent in each(tasks(given, folder), given.jobs):
                done += [(name, call) for call in injected]
                broken += fell
                missed += absent
        except KeyboardInterrupt:
            print('inject: interrupted; this is what was done until then')
    report(done, missed)
    for case, text in broken:
        print(f"BROKEN: scripts/inject --case '{case}'\n  {text}")
    print(f'inject: {len(broken)} broken')
    return 1 if broken else 0 if done else 2


if __name__ == '__main__':
    sys.exit(main())
