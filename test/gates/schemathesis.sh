# Schemathesis sends valid and invalid data to every operation of the sandbox, in every way it knows, and finds nothing.
set -euo pipefail
. "$(dirname "$0")/support/tools.sh"
python_tools
work_in schemathesis
cd "$WORK"
export SCHEMATHESIS_HOOKS=$GATES/support/schemathesis.py
"${WITH_GATEWAY[@]}" bash -ec "
  '$PYTHON_BIN/schemathesis' --config-file '$GATES/support/schemathesis.toml' run '$DOCUMENT' \
    --url \"\$GATEWAY_URL\" --checks all --max-examples 15 --seed 1 --no-color"
