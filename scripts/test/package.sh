#!/bin/sh
# The packages: the same bytes from two builds, what is in them, and what they do in roots of Debian 12 and 13 that were
# never used: install, start, upgrade, downgrade, remove, purge. The .tar.gz runs where there is no Java.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/expect.sh
. scripts/lib/need.sh
. scripts/lib/roots.sh
need jdk mvn dpkg-deb rpmbuild lintian || exit 69
jdk
roots='' box=lvs-package-$$
trap 'kill $roots 2>/dev/null || :; wait; sweep || :; rm -rf "$scratch"' EXIT

# A systemd leaves the control groups that it made.
sweep() {
  # shellcheck disable=SC2016
  [ -z "$roots" ] || unshare -m sh -c 'mount -t cgroup2 cgroups /mnt && [ ! -d "/mnt/$0" ] || find "/mnt/$0" -depth -type d -exec rmdir {} +' $box
}

suites='bookworm trixie'
make_root() {
  base_root "$1" "$scratch" || return
  mkdir "$scratch/$1"
  tar -C "$scratch/$1" -xf ".cache/roots/$1.tar"
  as_here "$scratch/$1"
  echo force-unsafe-io >"$scratch/$1/etc/dpkg/dpkg.cfg.d/unsafe"
  mkdir -p "$scratch/$1/mnt/scripts" "$scratch/$1/mnt/packages" "$scratch/$1/mnt/old"
}
if [ "$(id -u)" -ne 0 ]; then
  echo 'not root: the packages are built and not installed'
elif [ -z "$mirror" ]; then
  echo 'apt knows no mirror of Debian here: the packages are built and not installed'
else
  need debootstrap unshare ip || exit 69
  for suite in $suites; do make_root "$suite" || exit; done &
  roots=$!
fi

# in_root ROOT PART [NET|BOOT]: runs a part, with `net` in a network of its own, and with `boot` under its systemd, too.
# The mounts and processes end with it, however it ends.
in_root() {
  echo "[Service]
Type=oneshot
ExecStart=/bin/sh -c '/mnt/scripts/test/package/in-root.sh $2; systemctl --no-block exit $\$?'
StandardOutput=truncate:/var/cache/said
StandardError=inherit" >"$scratch/$1/etc/systemd/system/part.service" 2>/dev/null || :
  # shellcheck disable=SC2016
  run timeout -s KILL 900 unshare -m -u -p -f --kill-child ${3:+-n} sh -c '
    set -e
    mount --bind "$0" "$0"
    mount -t proc proc "$0/proc"
    mount -t sysfs sys "$0/sys"
    mount -t tmpfs run "$0/run"
    mount --bind scripts "$0/mnt/scripts"
    mount --bind "$2" "$0/mnt/packages"
    if [ "$3" ]; then
      ip link set lo up
      ip link add eth0 type veth peer name other
      ip link set eth0 up
      # The rest of /proc/sys is that of the machine.
      mkdir "$0/run/proc"
      mount -t proc proc "$0/run/proc"
      mount --bind "$0/proc/sys" "$0/proc/sys"
      mount -o remount,bind,ro "$0/proc/sys"
      mount --bind "$0/run/proc/sys/net" "$0/proc/sys/net"
      umount "$0/run/proc"
    fi
    export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    [ "$3" = boot ] || exec chroot "$0" env -i PATH="$PATH" /mnt/scripts/test/package/in-root.sh "$1"
    mount -t cgroup2 cgroups "$0/sys/fs/cgroup"
    mkdir "$0/sys/fs/cgroup/$4"
    echo $$ >"$0/sys/fs/cgroup/$4/cgroup.procs"
    umount "$0/sys/fs/cgroup"
    # Units with namespaces of their own need a root that is one of mounts, too.
    cd "$0"
    pivot_root . mnt/old
    exec unshare -C sh -c "umount -l /mnt/old
      mount -t cgroup2 cgroups /sys/fs/cgroup
      exec env -i container=lab PATH=$PATH /lib/systemd/systemd --system --unit=part.service"
  ' "$scratch/$1" "$2" "$packages" "${3:-}" "$box"
  if [ "${3:-}" = boot ]; then
    out=$(cat "$scratch/$1/var/cache/said" || echo "$err")
    sweep
  fi
  printf '%s %s: %s\n' "$1" "$2" "$out"
  expect "in $1: $2" "$code" -eq 0
}

packages=$scratch/packages
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
run scripts/package --target "$packages"
expect 'packs' "$code" -eq 0
mkdir "$scratch/elsewhere"
git ls-files -z | tar -cf - --null -T - | tar -xf - -C "$scratch/elsewhere"
run mvn -B -ntp -q -f "$scratch/elsewhere" package -Dmaven.test.skip=true -Djacoco.skip -Dspotless.check.skip
expect 'builds elsewhere' "$code" -eq 0
run sh -c 'umask 027; "$0/scripts/package" --target "$0/target"' "$scratch/elsewhere"
run diff -r "$packages" "$scratch/elsewhere/target"
expect 'two builds are equal, byte for byte' "$code$out" = 0
rm -rf "$scratch/elsewhere"
SOURCE_DATE_EPOCH=1577836800 scripts/package --version 9.0 --target "$packages/newer" deb rpm >/dev/null

pages=$(find scripts/manual/target/share/man -type f | wc -l)
expect 'there are pages' "$pages" -ge 20
cd "$packages"
run sha256sum -c SHA256SUMS
expect 'the sums are those of five files' "$code$(echo "$out" | grep -c OK)" = 05
size() { wc -c <"$1" | awk '{ print int($1 / 1024) }'; }
deb=$(echo lvs-agent_*.deb) rpm=$(echo lvs-agent-*.rpm) tar=$(echo lvs-agent-*.tar.gz)
expect "the .deb has at most 6 MiB: $(size "$deb") KiB" "$(size "$deb")" -le 6144
expect "the .tar.gz has at most 30 MiB: $(size "$tar") KiB" "$(size "$tar")" -le 30720
run lintian --fail-on error "$deb"
expect 'lintian finds no error' "$code$(echo "$out" | grep '^E:')" = 0
expect 'nor a page that is missing or wrong' "$(echo "$out" | grep -c 'manual-page\|manpage\|groff')" -eq 0
expect 'the .deb has the pages of the build' "$(dpkg-deb -c "$deb" | grep -c '/man/man[578]/lvs-agent.*[.][578][.]gz$')" -eq "$pages"
expect 'so has the .rpm' "$(rpm -qpd "$rpm" | grep -c '/man/man[578]/lvs-agent.*[.][578][.]gz$')" -eq "$pages"
expect 'and the .tar.gz' "$(tar -tzf "$tar" | grep -c '^lvs-agent/share/man/man[578]/lvs-agent.*[.][578][.]gz$')" -eq "$pages"
expect 'a snapshot comes before its release' "$(dpkg --compare-versions "$(dpkg-deb -f "$deb" Version)" lt 0.1.0 && echo before)" = before
expect 'the .deb takes any headless Java from 17 on' "$(dpkg-deb -f "$deb" Depends)" = \
  'libc6, default-jre-headless (>= 2:1.17) | java17-runtime-headless | java-runtime-headless (>= 17)'
expect 'recommends nftables and suggests ipvsadm' "$(dpkg-deb -f "$deb" Recommends Suggests | tr '\n' ' ')" = 'Recommends: nftables Suggests: ipvsadm '
expect 'so does the .rpm' "$(rpm -qp --recommends --suggests "$rpm" | tr '\n' ' ')" = 'nftables ipvsadm '
expect 'its config files' "$(rpm -qp --configfiles "$rpm" | tr '\n' ' ')" = '/etc/cron.d/lvs-agent /etc/sysconfig/lvs-agent '
expect 'both have the same in /usr' "$(dpkg-deb -c "$deb" | awk '{ print $6 }' | sed -n 's|^\./usr/[^ ]*[^/]$|&|p' | grep -v 'lintian\|changelog.gz' | cut -c2- | sort)" = \
  "$(rpm -qpl --dump "$rpm" | awk '$1 ~ "^/usr" && $5 ~ "^010" { print $1 }' | sed 's|zsh/site-functions|zsh/vendor-completions|' | sort)"
cd "$OLDPWD"

# What a run costs, beside the same with the JDK from which the runtime was made. Other tests are running meanwhile, so
# that only a much slower one fails.
mkdir "$scratch/opt"
tar -C "$scratch/opt" -xzf "$packages/$tar"
cost() {
  bash -c 'TIMEFORMAT="%U %S"; time for i in 1 2 3; do "$@" --state "$0" verify --profile dr --vip 192.0.2.10; done' "$scratch/state" "$@" 2>&1 >/dev/null |
    awk '{ print int(($1 + $2) * 1000) }'
}
ours=0 theirs=0
for _ in 0 1 2 3 4 5 6 7 8; do
  one=$(cost "$scratch/opt/lvs-agent/bin/lvs-agent") other=$(cost scripts/lvs-agent)
  if [ "$_" -gt 0 ]; then ours=$((ours + one)) theirs=$((theirs + other)); fi
done
echo "verify of the .tar.gz takes $((ours * 100 / theirs)) % of the CPU that it takes with $JAVA_HOME"
expect 'the .tar.gz costs no more' $((ours * 100)) -le $((theirs * 125))

if [ "${CI:-}" ]; then expect 'in CI the packages are installed, too' -n "$roots"; fi
if [ "$roots" ]; then
  code=0
  wait "$roots" || code=$?
  expect 'roots of both Debians are made' "$code" -eq 0
  in_root bookworm tar net
  for suite in $suites; do
    in_root "$suite" fresh
    in_root "$suite" life boot
  done
  in_root bookworm rpm net
fi
finish
