#!/bin/sh
# Imports one file and waits for the end, however long that takes: exit code 0 only when its rows are in Milvus.
# Usage: wait-in-ci.sh [COLLECTION [FILE]], FILE being a path in Milvus's bucket. Needs nothing but curl 7.76.
set -eu

collection=${1:-books}
file=${2:-books/2026-11.json}
gateway=${GATEWAY:-http://localhost:8080}
body=$(mktemp)
trap 'rm -f "$body"' EXIT

# Not retried: a start whose response is lost may have started the job all the same.
started=$(curl -sSi --fail-with-body ${TOKEN:+-H "Authorization: Bearer $TOKEN"} "$gateway/v1/jobs/import" \
  -H 'Content-Type: application/json' \
  -d "{\"collectionName\": \"$collection\", \"files\": [\"$file\"]}") || {
  printf '%s\n' "$started" | tail -n 1 >&2
  exit 1
}
name=$(printf '%s\n' "$started" | tr -d '\r' | sed -n 's|^[Ll]ocation: .*/v1/jobs/\([^?]*\).*|\1|p')
echo "started ${name:?the response has no Location}"

# A job that still runs after 30 s is a 504, which curl sends again after Retry-After; a failed one is a 424, which it does
# not. So 200 means success. A thousand attempts are eight hours at least.
curl -s --fail-with-body ${TOKEN:+-H "Authorization: Bearer $TOKEN"} -o "$body" --max-time 60 --retry 1000 \
  --retry-connrefused "$gateway/v1/jobs/$name?wait=30s&failUnlessDone=true&failOnFailed=true" || {
  code=$?
  echo "$name: $(sed -nE 's/.*"(detail|reason)":"(([^"\\]|\\.)*)".*/\2/p' "$body")" >&2
  [ "$code" -eq 22 ] || echo "no response from $gateway: curl ended with $code" >&2
  exit 1
}
echo "succeeded $name"
