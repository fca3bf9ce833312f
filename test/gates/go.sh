# A Go client made of the document compiles and works: start, wait, union of kinds.
set -euo pipefail
. "$(dirname "$0")/support/tools.sh"
command -v go > /dev/null || skip "needs Go"
work_in go-client
cp -r "$GATES/clients/go/." "$WORK/"
cd "$WORK"
export GOFLAGS=-mod=mod
go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 \
  -generate types,client -package main -o gateway.go "$DOCUMENT"
go build -o client .
"${WITH_GATEWAY[@]}" ./client
