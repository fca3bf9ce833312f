"""Calls PyMilvus's REST helpers, unchanged.

Reads lines of JSON, each a list of helpers' names and their arguments; for each line writes one: what they returned, or
raised.
"""

import json
import sys

from pymilvus import bulk_writer
from pymilvus.exceptions import MilvusException


def answer_of(helper, arguments):
    try:
        return getattr(bulk_writer, helper)(**arguments).json()
    except MilvusException as error:
        return {"raised": error.message.replace(arguments["url"], "")}


for line in sys.stdin:
    print(json.dumps([answer_of(*call) for call in json.loads(line)]), flush=True)
