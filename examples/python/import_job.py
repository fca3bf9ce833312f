"""Imports one file and follows the job to its end: exit code 0 only when its rows are in Milvus.

Usage: import_job.py [COLLECTION [FILE]], FILE being a path in Milvus's bucket. Needs Python 3.9 and no package.
"""

import json
import os
import sys
import time
import uuid
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

GATEWAY = os.environ.get("GATEWAY", "http://localhost:8080")
TOKEN = os.environ.get("TOKEN")
ATTEMPTS = 5


class Problem(Exception):
    """A problem document (RFC 9457), which is what every failed request gets."""

    def __init__(self, error):
        document = json.load(error)
        super().__init__(f"{document['code']}: {document['detail']}")
        self.retryable = document["retryable"]
        self.retry_after = float(error.headers.get("Retry-After", 1))


def request(path, headers, body=None):
    """Sends a request, again while the problem is retryable: nothing has been started then."""
    authorization = {"Authorization": f"Bearer {TOKEN}"} if TOKEN else {}
    data = None if body is None else json.dumps(body).encode()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return urlopen(Request(GATEWAY + path, data, {**authorization, **headers}), timeout=60)
        except HTTPError as error:
            problem = Problem(error)
            if not problem.retryable or attempt == ATTEMPTS:
                raise problem from None
            print(f"{problem} (again in {problem.retry_after:g} s)", file=sys.stderr)
            time.sleep(problem.retry_after)


def start_import(collection, file):
    """Starts it. Servers that honour the key (Milvus 2.6.24, 3.0.2) start one job however often it arrives."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    with request("/v1/jobs/import", headers, {"collectionName": collection, "files": [file]}) as response:
        return json.load(response)


def events_of(name):
    """The events of a job as they arrive: one line of JSON each."""
    with request(f"/v1/jobs/{name}/events", {"Accept": "application/x-ndjson"}) as response:
        for line in response:
            if line.strip():  # an empty line is a heartbeat
                yield json.loads(line)


def follow(name):
    """Follows a job to its end, over as many connections as that takes."""
    lost = 0
    while True:
        try:
            for event in events_of(name):
                lost = 0
                job = event.get("job")
                if job is None:
                    print(event["problem"]["detail"], file=sys.stderr)
                    continue
                print(job["state"], "?" if job["progress"] is None else job["progress"], "%", flush=True)
                if job["done"]:
                    return job
        except (OSError, HTTPException, ValueError):  # the last: a line that was cut off
            lost += 1
            if lost == ATTEMPTS:
                raise
        time.sleep(1)  # the stream ended early: the gateway was restarted


def main(collection="books", file="books/2026-11.json"):
    name = start_import(collection, file)["name"]  # import/ and the id, as text: other languages round 64-bit numbers
    print("started", name, flush=True)
    job = follow(name)
    if job["state"] != "succeeded":
        sys.exit(job["reason"])
    print("imported", job["details"]["rowCount"], "rows")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (Problem, OSError, HTTPException, ValueError) as error:
        sys.exit(str(error))
