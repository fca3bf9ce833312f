#!/bin/sh
# Imports many files, one job for each, and follows all of the jobs over one connection.
# Usage: twenty-files.sh COLLECTION FILE... (up to 100), each FILE being a path in Milvus's bucket. Needs jq.
set -eu

collection=${1:?which collection?}
: "${2:?which files?}"
shift
files=$#
gateway=${GATEWAY:-http://localhost:8080}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One body for each file; from here on "$@" is curl with what every request needs.
jq -cn --arg collection "$collection" '$ARGS.positional[] | {collectionName: $collection, files: [.]}' \
  --args "$@" > "$work/bodies"
set -- curl -sS ${TOKEN:+-H "Authorization: Bearer $TOKEN"} -H 'Content-Type: application/json'

# Eight starts at a time; xargs gives each body to the -d of a curl of its own.
tr '\n' '\0' < "$work/bodies" | xargs -0 -n 1 -P 8 "$@" "$gateway/v1/jobs/import" -d > "$work/started" || true
jq -r 'select(.name) | "\(.name) imports \(.details.files[0])"' "$work/started"
jq -r 'select(.detail) | "not started: \(.detail)"' "$work/started" >&2
names=$(jq -r 'select(.name) | "name=\(.name)"' "$work/started" | paste -sd '&' -)
[ -n "$names" ]

# The stream ends when all jobs have ended, or early when the gateway restarts: the lookup tells which.
while true; do
  "$@" -fN -H 'Accept: application/x-ndjson' "$gateway/v1/jobs/events?$names" |
    jq -r --unbuffered '"\(.name) \(.job.state // .problem.detail) \(.job.progress // "?") %"' || true
  jq -s '{names: map(.name // empty)}' "$work/started" |
    "$@" --fail-with-body --retry 5 --retry-connrefused "$gateway/v1/jobs:lookup" -d @- -o "$work/ended"
  jq -e 'all(.results[]; .job.done or .problem.retryable == false)' "$work/ended" > /dev/null && break
  sleep 1
done

# Only as many successes as there were files are a success.
jq -r '.results[] | select(.job.state != "succeeded") | "\(.name) failed: \(.job.reason // .problem.detail)"' \
  "$work/ended" >&2
[ "$(jq '[.results[] | select(.job.state == "succeeded")] | length' "$work/ended")" -eq "$files" ]
