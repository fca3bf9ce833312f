# Sourced by the gates: where they work, and how their tools get there. Each tool is installed once, at a pinned version.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
GATES=$ROOT/test/gates
CACHE=$ROOT/.cache/gates
DOCUMENT=$ROOT/openapi/openapi.json
WITH_GATEWAY=(node "$GATES/support/with-gateway.mjs")
SKIPPED=75

skip() {
  echo "skipped: $*"
  exit $SKIPPED
}

# The command-line tools of test/gates/package.json, in $NPM_BIN.
npm_tools() {
  local home=$CACHE/npm
  NPM_BIN=$home/node_modules/.bin
  cmp -s "$GATES/package-lock.json" "$home/installed.json" && return
  mkdir -p "$home"
  cp "$GATES/package.json" "$GATES/package-lock.json" "$home/"
  (cd "$home" && npm ci --ignore-scripts --no-audit --no-fund --silent)
  cp "$GATES/package-lock.json" "$home/installed.json"
}

# Those of test/gates/requirements.txt, in $PYTHON_BIN.
python_tools() {
  local home=$CACHE/python
  PYTHON_BIN=$home/bin
  command -v python3 > /dev/null || skip "needs Python 3"
  cmp -s "$GATES/requirements.txt" "$home/installed.txt" && return
  python3 -m venv --clear "$home" || skip "needs Python's venv"
  "$PYTHON_BIN/pip" install --quiet --disable-pip-version-check -r "$GATES/requirements.txt"
  cp "$GATES/requirements.txt" "$home/installed.txt"
}

# An empty folder of this name, in $WORK.
work_in() {
  WORK=$CACHE/$1
  rm -rf "$WORK"
  mkdir -p "$WORK"
}
