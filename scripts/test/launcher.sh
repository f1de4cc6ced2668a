#!/bin/sh
# The launcher: which Java it takes, what it hands on, and what it does with class-data archives. Fake Javas for the
# choice, and those of this machine for the rest.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/expect.sh
given=${JAVA_HOME:-}
unset JAVA_HOME

# An installation in a folder with a space, whose launcher looks for Javas in the scratch folder only.
home="$scratch/a home"
mkdir -p "$home/bin" "$home/lib/lvs-agent/lib/jni" "$scratch/jvm" "$scratch/path"
: >"$home/lib/lvs-agent/lib/lvs-agent.jar"
sed "s|/usr/lib/jvm|$scratch/jvm|; s| /usr/[^ ;]*| /nowhere|g; s| /opt/[^ ;]*||g" scripts/lvs-agent >"$home/bin/lvs-agent"
chmod +x "$home/bin/lvs-agent"
archives=$home/lib/lvs-agent/archive

# fake NAME VERSION: a Java that prints what it is given, and makes the archive that it is asked for.
fake() {
  mkdir -p "$scratch/jvm/$1/bin" "$scratch/jvm/$1/lib"
  : >"$scratch/jvm/$1/lib/modules"
  printf 'JAVA_RUNTIME_VERSION="%s+1"\nJAVA_VERSION="%s"\n' "$2" "$2" >"$scratch/jvm/$1/release"
  cat >"$scratch/jvm/$1/bin/java" <<'TEXT'
#!/bin/sh
echo "java=$0 tool=${JAVA_TOOL_OPTIONS:-${_JAVA_LAUNCHER_DEBUG:-none}}"
for argument; do
  echo "[$argument]"
  case $argument in
    -XX:ArchiveClassesAtExit=* | -XX:AOTCacheOutput=*) [ -e "${0%/bin/java}/cannot-make" ] || { echo archive >"${argument#*=}" && chmod 444 "${argument#*=}"; } ;;
    -XX:AOTMode=on) [ ! -e "${0%/bin/java}/refuses" ] || exit 1 ;;
    exit-*) exit "${argument#exit-}" ;;
    signal) kill -TERM $$ ;;
    slow) trap 'exit 5' TERM && : >"$0.slow" && while :; do sleep 0.1; done ;;
    stdin) cat ;;
    crash) case $* in *AOTCache=*) kill -SEGV $$ ;; esac ;;
    crash-always) kill -SEGV $$ ;;
  esac
done
TEXT
  chmod +x "$scratch/jvm/$1/bin/java"
}

lvs_agent() {
  run env PATH="$scratch/path" "$@" "$home/bin/lvs-agent" "a b" '*' ''
}

says() {
  expect "$1" "${out#*"$2"}" != "$out"
}

lacks() {
  expect "$1" "${out#*"$2"}" = "$out"
}

for tool in find sleep mktemp mkdir rm mv touch sync env readlink cat sh; do ln -s "$(command -v $tool)" "$scratch/path/$tool"; done

lvs_agent
expect 'no Java is exit 69' "$code" -eq 69
expect 'no Java is one line on stderr' "$(wc -l <"$scratch/err")" -eq 1
lvs_agent JAVA_HOME=/nowhere
expect 'and with a wrong JAVA_HOME, too' "$(wc -l <"$scratch/err")" -eq 1
expect 'no Java leaves stdout empty' -z "$out"

fake jdk-8 1.8.0_412
fake jdk-11 11.0.22
lvs_agent JAVA_HOME="$scratch/jvm/jdk-11"
expect 'Java 8 and 11 are none' "$code" -eq 69

fake jdk-17 17.0.15
fake jdk-21 21.0.3
fake jdk-25 25-ea
lvs_agent
says 'the newest of several' "java=$scratch/jvm/jdk-25/"
says '25 takes an AOT cache' "[-XX:AOTCache=$archives/jdk-25-25-ea+1.aot]"
says 'arguments arrive as they are' '[a b]
[*]
[]'
lvs_agent JAVA_TOOL_OPTIONS=-Dnoise
says 'what the JVM would announce is unset' 'tool=none'
lvs_agent _JAVA_LAUNCHER_DEBUG=1
says 'what its launcher would print is unset' 'tool=none'

ln -s "$scratch/jvm/jdk-17/bin/java" "$scratch/path/java"
lvs_agent
says 'the one on the PATH before a newer one' "java=$scratch/jvm/jdk-17/"
says '17 takes a class-data archive' "[-XX:SharedArchiveFile=$archives/jdk-17-17.0.15+1.jsa]"
lvs_agent JAVA_HOME="$scratch/jvm/jdk-21"
says 'JAVA_HOME before the PATH' "java=$scratch/jvm/jdk-21/"
lvs_agent JAVA_HOME="$scratch/jvm/jdk-11"
says 'a JAVA_HOME that is too old is passed over' "java=$scratch/jvm/jdk-17/"
expect 'and named, with what is used instead' "$err" = "lvs-agent: JAVA_HOME=$scratch/jvm/jdk-11 is not the home of Java 17 or later: correct or unset it (using $scratch/jvm/jdk-17)"
lvs_agent JAVA_HOME=/nowhere
says 'so is one that does not exist' "java=$scratch/jvm/jdk-17/"
expect 'in one line' "$(echo "$err" | grep -c '^lvs-agent: JAVA_HOME=/nowhere is not the home ')" -eq "$(wc -l <"$scratch/err")"
rm "$scratch/path/java"
mv "$scratch/jvm/jdk-17" "$scratch/else where"
ln -s "$scratch/else where/bin/java" "$scratch/path/java"
lvs_agent
says 'a Java on the PATH in an unusual place' "java=$scratch/else where/"

expect 'nothing but archives and stamps is left' "$(find "$archives" -name 'new*')" = ''
fake jdk-25 25.0.1
rm "$scratch/path/java"
lvs_agent
says 'a new JDK build has an archive of its own' "jdk-25-25.0.1+1.aot]"
expect 'the old one goes' ! -e "$archives/jdk-25-25-ea+1.aot"
archive=$archives/jdk-25-25.0.1+1.aot

sleep 1 # busybox and old shells compare whole seconds
chmod u+w "$archive"
echo >>"$archive"
chmod a-w "$home/lib/lvs-agent" "$archives"
if [ "$(id -u)" -eq 0 ]; then
  chmod 755 "$scratch"
  run setpriv --reuid 65534 --regid 65534 --clear-groups env PATH="$scratch/path" "$home/bin/lvs-agent"
  lacks 'one that was written to is not used by somebody who cannot renew it' -XX:AOTCache
fi
chmod u+w "$home/lib/lvs-agent" "$archives"
if [ "$(id -u)" -eq 0 ]; then
  chown -R 65534 "$home/lib/lvs-agent"
  run setpriv --reuid 65534 --regid 65534 --clear-groups env PATH="$scratch/path" "$home/bin/lvs-agent"
  says 'its owner renews it, who is not root' "-XX:AOTCache=$archive"
  echo >>"$archive"
  lvs_agent
  lacks 'root leaves it to its owner' -XX:AOTCache
  chown -R 0 "$home/lib/lvs-agent"
fi
lvs_agent
says 'its owner renews it' "-XX:AOTCache=$archive"
expect 'from scratch' "$(cat "$archive")" = archive
echo changed >"$home/lib/lvs-agent/lib/lvs-agent.jar"
before=$(stat -c %Y "$archive")
sleep 1
touch "$home/lib/lvs-agent/lib/lvs-agent.jar"
lvs_agent
expect 'a new jar renews it' "$(stat -c %Y "$archive")" -gt "$before"

touch -d '+2 days' "$home/lib/lvs-agent/lib/lvs-agent.jar"
lvs_agent
inode=$(stat -c %i "$archive")
lvs_agent
says 'a jar from the future is no reason to be without' "-XX:AOTCache=$archive"
expect 'nor to renew it each time' "$(stat -c %i "$archive")" -eq "$inode"
touch -d 2001-01-01 "$home/lib/lvs-agent/lib/lvs-agent.jar"
lvs_agent
says 'an older jar, as a package brings it' "-XX:AOTCache=$archive"
expect 'renews it' "$(stat -c %i "$archive")" -ne "$inode"
inode=$(stat -c %i "$archive")
: >"$home/lib/lvs-agent/lib/more.jar"
lvs_agent
rm "$home/lib/lvs-agent/lib/more.jar"
expect 'a jar that nothing names does not' "$(stat -c %i "$archive")" -eq "$inode"

# a tree that was moved or copied
mkdir "$scratch/moved"
cp -a "$home/." "$scratch/moved"
run env PATH="$scratch/path" "$scratch/moved/bin/lvs-agent" -v
expect 'a copy has an archive of its own' "${out#*"-XX:AOTCache=$scratch/moved/lib/lvs-agent/archive/"}" != "$out"
expect 'which is used' "$err" = "lvs-agent: Java 25.0.1+1 in $scratch/jvm/jdk-25, class-data archive: used"
if [ "$(id -u)" -eq 0 ]; then
  rm -r "$scratch/moved"
  cp -a "$home" "$scratch/moved"
  nobody() {
    run setpriv --reuid 65534 --regid 65534 --clear-groups env PATH="$scratch/path" "$scratch/moved/bin/lvs-agent" "$@"
  }
  nobody -v
  lacks 'somebody who cannot renew that of a copy runs without' -XX:AOTCache
  expect '-v reports it, and who can' "${err#*"archive: stale; a run as the owner of $scratch/moved/lib/lvs-agent makes one"}" != "$err"
  rm -r "$scratch/moved/lib/lvs-agent/archive"
  nobody -v
  expect '-v reports none' "${err#*"archive: none; a run as the owner of"}" != "$err"
fi
rm -r "$scratch/moved"

# a JVM that refuses what looks fresh, and one that cannot make any
lvs_agent
: >"$scratch/jvm/jdk-25/refuses"
run env PATH="$scratch/path" "$home/bin/lvs-agent" -v
lacks '-v asks the JVM itself' -XX:AOTCache
expect 'and reports what it refuses' "${err#*"archive: stale; the next run makes another"}" != "$err"
rm "$scratch/jvm/jdk-25/refuses"
lvs_agent
says 'which the next run makes again' "-XX:AOTCache=$archive"
rm "$archive"
: >"$scratch/jvm/jdk-25/cannot-make"
lvs_agent
lacks 'no archive can be made: none is used' -XX:AOTCache
rm "$scratch/jvm/jdk-25/cannot-make"
run env PATH="$scratch/path" "$home/bin/lvs-agent" -v
lacks 'nor tried at each run' -XX:AOTCache
expect '-v reports why' "${err#*"archive: none; it could not be made, and is tried again after an hour"}" != "$err"
touch -d '-2 hours' "$archive"
touch -r "$archive" "$archive.made"
lvs_agent
says 'after an hour it is' "-XX:AOTCache=$archive"

mkdir "$archives/new.killed" "$archives/new.going-on"
touch -d '-1 hour' "$archives/new.killed"
touch -d '+3 days' "$home/lib/lvs-agent/lib/lvs-agent.jar"
lvs_agent
expect 'a renewal sweeps what a killed one left' ! -e "$archives/new.killed"
expect 'and leaves one that may be going on' -d "$archives/new.going-on"
rmdir "$archives/new.going-on"

agent() {
  run env PATH="$scratch/path" "$home/bin/lvs-agent" "$@"
}

agent exit-1
expect 'a JVM that cannot start is 69' "$code" -eq 69
expect 'which Java it is' "$err" = "lvs-agent: $scratch/jvm/jdk-25/bin/java could not start"
agent exit-201
expect '1 is only what lvs-agent says' "$code" -eq 1
agent crash-always
expect 'a JVM that crashes is 70' "$code" -eq 70
expect 'its archive stays' -s "$archive"
agent crash
expect 'a crash by the archive is made good' "$code" -eq 0
expect 'the archive goes' ! -e "$archive"
agent
says 'the next run makes another' "-XX:AOTCache=$archive"
printf 'a\nb' >"$scratch/in"
out=$(PATH="$scratch/path" "$home/bin/lvs-agent" stdin <"$scratch/in")
says 'the standard input is handed on' '[stdin]
a
b'
PATH="$scratch/path" "$home/bin/lvs-agent" slow >"$scratch/out" &
slow=$!
while [ ! -e "$scratch/jvm/jdk-25/bin/java.slow" ]; do sleep 0.1; done
kill "$slow"
code=0
wait "$slow" || code=$?
expect 'a signal reaches the JVM, whose end is waited for' "$code" -eq 5
run env PATH="$scratch/path" "$home/bin/lvs-agent" exit-7
expect 'the exit status passes through' "$code" -eq 7
run env PATH="$scratch/path" "$home/bin/lvs-agent" signal
expect 'so does a signal' "$code" -eq 143
ln -s "$home/bin/lvs-agent" "$scratch/link"
run env PATH="$scratch/path" "$scratch/link"
expect 'a link to the launcher works' "$code" -eq 0
cd "$home/bin"
run env PATH="$scratch/path" sh ./lvs-agent
expect 'so does a relative path' "$code" -eq 0
cd "$OLDPWD"

# a runtime of its own
mkdir -p "$home/lib/lvs-agent/runtime"
agent
expect 'a runtime of its own that is damaged is 69' "$code" -eq 69
rmdir "$home/lib/lvs-agent/runtime"
fake runtime 17.0.15
mv "$scratch/jvm/runtime" "$home/lib/lvs-agent/runtime"
lvs_agent JAVA_HOME="$scratch/jvm/jdk-21"
says 'a runtime of its own before JAVA_HOME' "java=$home/lib/lvs-agent/runtime/"
expect 'without a word' -z "$err"
rm -r "$home/lib/lvs-agent/runtime"

# jffi's folders
mkdir -p "$home/lib/lvs-agent/lib/jni/a-Linux" "$home/lib/lvs-agent/lib/jni/x86_64-Linux"
agent
says 'each folder of jffi once, that of most machines first' "-Djffi.boot.library.path=$home/lib/lvs-agent/lib/jni/x86_64-Linux:$home/lib/lvs-agent/lib/jni/a-Linux]"

# The real ones: what was built here, in a folder with a space.
rm -rf "$home/lib/lvs-agent" "$home/bin/lvs-agent"
cp scripts/lvs-agent "$home/bin/"
mkdir "$home/lib/lvs-agent"
cp -R agent/target/lvs-agent/lib "$home/lib/lvs-agent/"
for java in "$given" /usr/lib/jvm/*; do
  if [ ! -x "$java/bin/java" ] || [ -L "$java" ]; then continue; fi
  name=${java##*/} real=$java
  version() {
    run env JAVA_HOME="$java" "$home/bin/lvs-agent" --version
    expect "$name: $1: exit 0" "$code" -eq 0
    expect "$name: $1: an answer" -n "$out"
    expect "$name: $1: nothing on stderr" -z "$err"
  }
  for at_once in 1 2 3; do JAVA_HOME=$java "$home/bin/lvs-agent" --version >"$scratch/$at_once" 2>&1 & done
  wait
  expect "$name: three first runs at once say the same" "$(cat "$scratch/1" "$scratch/2" "$scratch/3" | sort -u | wc -l)" -eq 1
  version 'with an archive'
  mkdir "$scratch/folder"
  echo +Foo >"$scratch/folder/.hotspotrc"
  echo quiet >"$scratch/folder/.hotspot_compiler"
  here=$PWD
  cd "$scratch/folder"
  version 'options in the working folder'
  cd "$here"
  set -- "$archives"/*.made
  archive=${1%.made}
  expect "$name: one archive" "$#" -eq 1
  expect "$name: that holds something" -s "$archive"
  expect "$name: no leftovers" "$(find "$archives" -name 'new*')" = ''
  cp -p "$archive" "$scratch/archive"
  chmod u+w "$archive"
  chmod 755 "$archives"
  for harm in 'head -c 100000 /dev/urandom' 'head -c 300000 -' 'cat - /etc/passwd' :; do
    sleep 0.01
    $harm <"$scratch/archive" >"$archive"
    chmod a-w "$archives"
    if [ "$(id -u)" -eq 0 ]; then chown 65534 "$archives"; fi
    version "after '$harm'"
    if [ "$(id -u)" -eq 0 ]; then chown 0 "$archives"; fi
    chmod u+w "$archives"
  done
  cd "$scratch/folder"
  for size in 1000 300000 5000000; do
    cp -p "$scratch/archive" "$archive"
    chmod u+w "$archive"
    head -c "$size" "$scratch/archive" >"$archive"
    touch -r "$archive" "$archive.made"
    run env JAVA_HOME="$java" "$home/bin/lvs-agent" --version
    expect "$name: one that was cut to $size and dated back: exit 0" "$code" -eq 0
    version "the run after that"
  done
  rm .hotspotrc .hotspot_compiler
  cd "$here"
  expect "$name: nothing is left in the working folder" "$(find "$scratch/folder" -type f)" = ''
  rm -r "$scratch/folder"
  cp -p "$scratch/archive" "$archive"
  touch -r "$archive" "$archive.made"
  touch -d '2020-01-01' "$home/lib/lvs-agent/lib/lvs-agent.jar"
  version 'an archive of another jar, with an older date'
  rm -rf "$scratch/copy"
  cp -a "$home" "$scratch/copy"
  if [ "$(id -u)" -eq 0 ]; then chown -R 65534 "$scratch/copy"; fi
  run env JAVA_HOME="$java" "$scratch/copy/bin/lvs-agent" -v --version
  expect "$name: a copy: exit 0" "$code" -eq 0
  if [ "$(id -u)" -eq 0 ]; then
    expect "$name: a copy that is not ours: -v reports that its archive is stale" "${err#*'class-data archive: stale; '}" != "$err"
    chown -R 0 "$scratch/copy"
    run env JAVA_HOME="$java" "$scratch/copy/bin/lvs-agent" -v --version
  fi
  expect "$name: a copy that is ours: the JVM takes the archive that is made for it" "${err#*'class-data archive: used'}" != "$err"
  rm -rf "$archives"
done

# A rehearsal to which the kernel refuses everything from some time on, in its first command or while it watches.
if [ "$(id -u)" -eq 0 ]; then
  mkdir -p "$scratch/refused/bin"
  ln -s "$real/release" "$real/lib" "$scratch/refused/"
  for from in 10 60 120; do
    cat >"$scratch/refused/bin/java" <<TEXT
#!/bin/sh
case \$* in *Rehearsal*) set -- strace -fqo "$scratch/log" -e inject=sendto:error=ENOBUFS:when=$from+ "$real/bin/java" "\$@" ;; *) set -- "$real/bin/java" "\$@" ;; esac
exec "\$@"
TEXT
    chmod +x "$scratch/refused/bin/java"
    run env JAVA_HOME="$scratch/refused" timeout 100 "$home/bin/lvs-agent" --version
    expect "refused from $from on: the run does not wait for ever" "$code" -eq 0
    expect "refused from $from on: something was" "$(grep -c INJECTED "$scratch/log")" -gt 0
    expect "refused from $from on: there is an archive" "$(cat "$archives"/*.made | wc -l)" -eq 1
    rm -rf "$archives"
  done
fi

finish
