# shellcheck shell=sh
# Sourced by what people run in a checkout. need TOOL… installs, with the system's package manager, what is missing;
# jdk finds a Java 17 or later that compiles, and exports its JAVA_HOME. build makes the program.

# A user's PATH on Debian lacks these.
PATH=$PATH:/usr/sbin:/sbin

package_for() {
  case $manager:$1 in
    apt-get:jdk) first_known openjdk-17-jdk-headless openjdk-21-jdk-headless openjdk-25-jdk-headless default-jdk-headless ;;
    dnf:jdk) first_known java-17-openjdk-devel java-21-openjdk-devel java-25-openjdk-devel java-latest-openjdk-devel ;;
    *:mvn) echo maven ;;
    apt-get:ip) echo iproute2 ;;
    dnf:ip) echo iproute ;;
    *:nft) echo nftables ;;
    apt-get:arping) echo iputils-arping ;;
    dnf:arping) echo iputils ;;
    apt-get:ping) echo iputils-ping ;;
    dnf:ping) echo iputils ;;
    *:ifconfig) echo net-tools ;;
    *:unshare | *:nsenter | *:setpriv) echo util-linux ;;
    apt-get:arptables-legacy) echo arptables ;;
    apt-get:iptables-legacy) echo iptables ;;
    *:ifup) echo ifupdown ;;
    *:dot) echo graphviz ;;
    *:ansible | *:ansible-playbook) echo ansible-core ;;
    *:modprobe) echo kmod ;;
    apt-get:sysctl) echo procps ;;
    dnf:sysctl) echo procps-ng ;;
    *:systemd-sysctl) echo systemd ;;
    *:diff) echo diffutils ;;
    *:dpkg-deb) echo dpkg ;;
    apt-get:rpmbuild) echo rpm ;;
    dnf:rpmbuild) echo rpm-build ;;
    dnf:shellcheck) echo ShellCheck ;;
    apt-get:promtool) echo prometheus ;;
    dnf:promtool) echo golang-github-prometheus ;;
    *:ocf-tester) echo resource-agents ;;
    apt-get:xmllint) echo libxml2-utils ;;
    dnf:xmllint) echo libxml2 ;;
    apt-get:crm_resource) echo pacemaker-cli-utils ;;
    dnf:crm_resource) echo pacemaker-cli ;;
    dnf:prometheus-node-exporter) echo golang-github-prometheus-node-exporter ;;
    *) echo "$1" ;;
  esac
}

first_known() {
  for package; do
    case $manager in
      apt-get) apt-cache show "$package" >/dev/null 2>&1 || continue ;;
      dnf) dnf -q list "$package" >/dev/null 2>&1 || continue ;;
    esac
    break
  done
  echo "$package"
}

jdk() {
  for home in "${JAVA_HOME:-/nowhere}" "$(readlink -f "$(command -v javac)" | sed 's|/bin/javac$||')" /usr/lib/jvm/*; do
    [ -x "$home/bin/javac" ] || continue
    version=$("$home/bin/javac" -version 2>/dev/null | sed 's/[^0-9]*\([0-9]*\).*/\1/')
    if [ "${version:-0}" -ge 17 ]; then
      export JAVA_HOME="$home"
      return
    fi
  done
  return 1
}

# Debian has another arping, which knows neither -D nor -I.
present() {
  case $1 in
    jdk) jdk ;;
    bash-completion) [ -r /usr/share/bash-completion/bash_completion ] ;;
    systemd-sysctl) [ -x /lib/systemd/systemd-sysctl ] || [ -x /usr/lib/systemd/systemd-sysctl ] ;;
    arping) arping -V 2>&1 | grep -q iputils ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

missing() {
  for tool; do
    present "$tool" || printf ' %s' "$tool"
  done
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

need() {
  lacking=$(missing "$@")
  [ -n "$lacking" ] || return 0
  for manager in apt-get dnf none; do
    if command -v "$manager" >/dev/null; then break; fi
  done
  if [ "$manager" = none ]; then
    echo "missing:$lacking; neither apt-get nor dnf is here to install them" >&2
    return 69
  fi
  echo "missing:$lacking; asking $manager for them" >&2
  if [ "$manager" = apt-get ]; then as_root apt-get -qq -o Acquire::Retries=5 update >&2; fi
  packages=''
  for tool in $lacking; do packages="$packages $(package_for "$tool")"; done
  echo "installing:$packages" >&2
  # One by one where all at once will not go: some systems lack some packages, and the rest is wanted all the same.
  # shellcheck disable=SC2086
  install $packages || for package in $packages; do install "$package" || :; done
  lacking=$(missing "$@")
  [ -z "$lacking" ] || echo "still missing:$lacking" >&2
  [ -z "$lacking" ]
}

# need_stopped TOOL…: does the same for tools whose packages would start services on this machine.
need_stopped() {
  [ -n "$(missing "$@")" ] || return 0
  policy=/usr/sbin/policy-rc.d
  forbids=''
  if ! [ -e $policy ]; then
    forbids=yes
    printf '#!/bin/sh\nexit 101\n' | as_root sh -c "cat >$policy && chmod 755 $policy"
  fi
  lacks=0
  need "$@" || lacks=$?
  if [ "$forbids" ]; then as_root rm $policy; fi
  return $lacks
}

install() {
  case $manager in
    apt-get)
      { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 -o Acquire::Retries=5 install -y --no-install-recommends "$@" 2>&1 || echo 'E: failed'; } |
        {
          broken=''
          while IFS= read -r line; do
            case $line in
              'Need to get '*) echo "downloading ${line#Need to get }" ;;
              *' newly installed'*) echo "$line" ;;
              E:*) echo "$line" && broken=yes ;;
            esac
          done >&2
          [ -z "$broken" ]
        }
      ;;
    dnf) as_root dnf -q install -y "$@" >&2 ;;
  esac
}

# build: makes the program and nothing else, and says how far it is.
build() {
  need jdk mvn || return
  jdk
  echo 'building: mvn -Dlean package; the first time, Maven downloads some 50 MB' >&2
  mvn -B -ntp -Dlean package 2>&1 | {
    built=''
    while IFS= read -r line; do
      case $line in
        *'Building lvs-agent: '*) name=${line#*: } && echo "building: ${name%% *} [${line##*[}" >&2 ;;
        *'BUILD SUCCESS'*) built=yes ;;
        *ERROR*) printf '%s\n' "$line" >&2 ;;
      esac
    done
    [ "$built" ]
  }
}
