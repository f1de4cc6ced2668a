# shellcheck shell=sh
# Sourced by scripts/test/*.sh: a scratch folder, runs, expectations, and the closing line.
passed=0 failed=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# run COMMAND…: leaves its exit status in $code, its output in $out and $err.
# shellcheck disable=SC2034
run() {
  code=0
  "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || code=$?
  out=$(cat "$scratch/out") err=$(cat "$scratch/err")
}

# expect SENTENCE TEST…: the test is an argument list for `test`.
expect() {
  sentence=$1
  shift
  if test "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED %s: test %s\n%s\n' "$sentence" "$*" "${err:-}"
  fi
}

# soon COMMAND…: waits until it succeeds, for half a minute.
soon() {
  for _ in $(seq 300); do
    if "$@"; then return; fi
    sleep 0.1
  done
  return 1
}

# left_out NEED: ends a test that cannot run here; with CI set, that is a failure.
left_out() {
  echo "left out: it needs $1"
  [ -z "${CI:-}" ] || exit 1
  exit 0
}

finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}
