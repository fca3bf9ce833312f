# Redocly's strictest rules and Spectral's for OpenAPI have nothing to say about the document, not even a hint.
set -euo pipefail
. "$(dirname "$0")/support/tools.sh"
npm_tools
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
"$NPM_BIN/redocly" lint "$DOCUMENT" --extends recommended-strict --max-problems 1000
"$NPM_BIN/spectral" lint "$DOCUMENT" --ruleset "$GATES/support/spectral.yaml" --fail-severity hint --display-only-failures
