#!/bin/sh
# Imports one file and waits for the end, however long that takes: exit code 0 only when its rows are in Milvus.
# Usage: wait-in-ci.sh [COLLECTION [FILE]], FILE being a path in Milvus's bucket. Needs nothing but curl 7.76.
set -eu

collection=${1:-books}
file=${2:-books/2026-11.json}
gateway=${GATEWAY:-http://localhost:8080}
body=$(mktemp)
trap 'rm -f "$body"' EXIT

request() {
  curl -sS --fail-with-body ${TOKEN:+-H "Authorization: Bearer $TOKEN"} "$@"
}

# Not retried: a start whose response is lost may have started the job all the same.
started=$(request -i "$gateway/v1/jobs/import" -H 'Content-Type: application/json' \
  -d "{\"collectionName\": \"$collection\", \"files\": [\"$file\"]}") || {
  printf '%s\n' "$started" | tail -n 1 >&2
  exit 1
}
name=$(printf '%s\n' "$started" | tr -d '\r' | sed -n 's|^[Ll]ocation: .*/v1/jobs/\([^?]*\).*|\1|p')
echo "started ${name:?the response has no Location}"

# A 200 may mean "not yet", so `done` decides; a failed job is a 424, whose body says why.
until grep -q '"done":true' "$body"; do
  request -G "$gateway/v1/jobs/$name" -d wait=30s -d failOnFailed=true -o "$body" \
    --max-time 60 --retry 5 --retry-connrefused || {
    sed -nE 's/.*"(detail|reason)":"(([^"\\]|\\.)*)".*/\2/p' "$body" >&2
    exit 1
  }
done
echo "succeeded $name"
