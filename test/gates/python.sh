# A Python client made of the document works: start, wait, list, union of kinds, words of tomorrow.
set -euo pipefail
. "$(dirname "$0")/support/tools.sh"
python_tools
work_in python-client
cd "$WORK"
"$PYTHON_BIN/openapi-python-client" generate --path "$DOCUMENT" --output-path generated --fail-on-warning \
  --config "$GATES/support/openapi-python-client.yaml"
PYTHONPATH=generated "${WITH_GATEWAY[@]}" "$PYTHON_BIN/python" "$GATES/clients/client.py"
