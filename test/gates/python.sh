# A Python client made of the document works: start, wait, list, union of kinds, words of tomorrow.
set -euo pipefail
. "$(dirname "$0")/support/tools.sh"
python_tools
work_in python-client
cd "$WORK"
generate=("$PYTHON_BIN/openapi-python-client" generate --fail-on-warning
  --config "$GATES/support/openapi-python-client.yaml")
"${generate[@]}" --path "$DOCUMENT" --output-path generated
PYTHONPATH=generated "${WITH_GATEWAY[@]}" "$PYTHON_BIN/python" "$GATES/clients/client.py"

# What the gateway serves as YAML makes the same client
export GENERATE="${generate[*]}"
"${WITH_GATEWAY[@]}" bash -ec '$GENERATE --url "$GATEWAY_URL/openapi.yaml" --output-path generated-from-yaml'
diff -r --exclude __pycache__ generated generated-from-yaml
