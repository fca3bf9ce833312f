# The examples end as their jobs do, with a credential and without, on a good network and on a bad one.
set -euo pipefail
. "$(dirname "$0")/support/tools.sh"

if [ -z "${GATEWAY_URL:-}" ]; then
  command -v jq > /dev/null || { apt-get update -qq && apt-get install -y -qq jq; } || skip "needs jq"
  python_tools
  cd "$ROOT"
  "$PYTHON_BIN/shellcheck" examples/curl/*.sh
  "$PYTHON_BIN/ruff" check --no-cache examples
  "$PYTHON_BIN/ruff" format --no-cache --line-length 120 --diff examples
  export GATEWAY_API_KEYS=a-key-of-the-gateway TOKEN=a-key-of-the-gateway
  exec "${WITH_GATEWAY[@]}" bash "$0"
fi

work_in examples
cd "$ROOT/examples"
export GATEWAY=$GATEWAY_URL
BAD_NETWORK=(node "$GATES/support/with-bad-network.mjs")
TWENTY=(curl/twenty-files.sh books books/{1..20}.json)
runs=0

# Runs an example, beside the others: it must exit with this code and print a line that matches.
expect() {
  local code=$1 line=$2 printed actual=0
  shift 2
  printed=$("$@" 2>&1) || actual=$?
  printf '\n$ %s\n%s\n' "$*" "$printed"
  if [ "$actual" -eq "$code" ] && grep -Eqx -- "$line" <<< "$printed"; then
    echo "$*" >> "$WORK/passed"
  else
    printf 'exit code %d instead of %d, or no line %s: %s\n' "$actual" "$code" "$line" "$*" >> "$WORK/failed"
  fi
}
begin() {
  expect "$@" &
  runs=$((runs + 1))
}

begin 0 'succeeded import/[0-9]+' curl/wait-in-ci.sh
begin 0 'succeeded import/[0-9]+' "${BAD_NETWORK[@]}" curl/wait-in-ci.sh
begin 1 '.*stat books/missing\.json: no such file .*' curl/wait-in-ci.sh books books/missing.json
begin 1 '.*"code":"COLLECTION_NOT_FOUND".*' curl/wait-in-ci.sh nothing
begin 1 '.*"code":"UNAUTHENTICATED".*' env TOKEN= curl/wait-in-ci.sh

begin 0 'import/[0-9]+ succeeded 100 %' "${TWENTY[@]}"
begin 0 'import/[0-9]+ succeeded 100 %' "${BAD_NETWORK[@]}" "${TWENTY[@]}"
begin 1 'import/[0-9]+ failed: .*stat books/missing\.json: no such file .*' "${TWENTY[@]}" books/missing.json
begin 1 'not started: collection not found.*' curl/twenty-files.sh nothing books/1.json

for example in 'node node/import.mjs' 'python3 python/import_job.py'; do
  read -ra command <<< "$example"
  begin 0 'imported 1000 rows' "${command[@]}"
  begin 0 'imported 1000 rows' "${BAD_NETWORK[@]}" "${command[@]}"
  begin 1 '.*stat books/missing\.json: no such file .*' "${command[@]}" books books/missing.json
  begin 1 'COLLECTION_NOT_FOUND: .*' "${command[@]}" nothing
  begin 1 'UNAUTHENTICATED: .*' env TOKEN= "${command[@]}"
done

wait
touch "$WORK/passed" "$WORK/failed"
passed=$(wc -l < "$WORK/passed")
printf '\n%d of %d runs end as they must\n' "$passed" $runs
cat "$WORK/failed"
[ "$passed" -eq $runs ]
