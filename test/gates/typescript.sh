# A TypeScript client made of the document compiles, strictly, and works: start, wait, list, follow, union of kinds.
set -euo pipefail
. "$(dirname "$0")/support/tools.sh"
npm_tools
work_in npm/client # below npm/, so that openapi-fetch is found
"$NPM_BIN/openapi-typescript" "$DOCUMENT" --output "$WORK/gateway.d.ts"
cp "$GATES/clients/client.ts" "$WORK/"
cd "$WORK"
"$ROOT/node_modules/.bin/tsc" --strict --noUncheckedIndexedAccess --exactOptionalPropertyTypes --target es2023 \
  --module nodenext --skipLibCheck --types node --typeRoots "$ROOT/node_modules/@types" client.ts
"${WITH_GATEWAY[@]}" node client.js
