"""Imports through PyMilvus's REST helpers, unchanged: starts one, asks until it has ended, lists.

Its argument is JSON: url, api_key, collection_name, files. Prints what each helper returned, or raised, as JSON.
"""

import json
import sys
import time

from pymilvus.bulk_writer import bulk_import, get_import_progress, list_import_jobs
from pymilvus.exceptions import MilvusException

asked = json.loads(sys.argv[1])
server = {key: asked[key] for key in ("url", "api_key")}
collection = {"collection_name": asked["collection_name"]}


def answer_of(helper, **arguments):
    try:
        return helper(**server, **arguments).json()
    except MilvusException as error:
        return {"raised": error.message}


created = answer_of(bulk_import, files=asked["files"], **collection)
progress = []
while "data" in created:
    progress.append(answer_of(get_import_progress, job_id=created["data"]["jobId"]))
    if progress[-1].get("data", {}).get("state") not in ("Pending", "Importing"):
        break
    time.sleep(0.2)
listed = answer_of(list_import_jobs, **collection)
print(json.dumps({"created": created, "progress": progress, "listed": listed}))
