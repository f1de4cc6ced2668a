# shellcheck shell=bash
# Sourced by what measures: each figure is that of a whole process, and lies in the folder $work.

# bash tells milliseconds, time(1) the memory of the largest process.
TIMEFORMAT='%3R %3U %3S'

# measure NAME COMMAND…: appends "wall cpu KiB", in ms, to the figures of that name.
# shellcheck disable=SC2154
measure() {
  name=$1
  shift
  code=0
  { time command time -o "$work/rss" -f %M "$@" >/dev/null 2>"$work/err"; } 2>"$work/time" || code=$?
  case $code in 0 | 2) ;; *) cat "$work/err" >&2; echo "bench: $* ended with $code" >&2; exit 1 ;; esac
  tail -n 1 "$work/rss" | paste -d' ' "$work/time" - |
    awk '{printf "%d %d %d\n", $1 * 1000, ($2 + $3) * 1000, $4}' >>"$work/$name.figures"
}

median() { cut -d' ' -f"$2" "$work/$1.figures" | sort -n | awk '{a[NR] = $1} END {print a[int((NR + 1) / 2)]}'; }
wall() { median "$1" 1; }
cpu() { median "$1" 2; }
mib() { median "$1" 3 | awk '{printf "%.0f", $1 / 1024}'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf (a < 10 * b ? "%.2f" : "%.0f"), a / (b > 0 ? b : 1)}'; }
row() { printf '| %s | %s | %s | %s | %s |\n' "$@"; }

# into NAME: writes the table into docs/performance.md, where that name stands.
into() {
  page=docs/performance.md
  awk -v table="$work/table" -v name="$1" '
    $0 == "<!-- " name ": end -->" { inside = 0 }
    !inside
    $0 == "<!-- " name ": begin -->" { inside = 1; while ((getline line <table) > 0) print line }
  ' $page >"$work/page"
  cat "$work/page" >$page
  echo "wrote the table into $page" >&2
}

# hello: compiles a bare JVM's work.
hello() {
  printf 'public class Hello { public static void main(String[] a) { System.out.println("hello"); } }\n' >"$work/Hello.java"
  "$JAVA_HOME/bin/javac" -d "$work" "$work/Hello.java"
}
