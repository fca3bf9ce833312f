"""What a user of openapi-python-client writes against the client that it generates."""
import os

from milvus_job_gateway_client import Client
from milvus_job_gateway_client.api.imports import get_import_job, start_import
from milvus_job_gateway_client.api.jobs import list_jobs, look_up_jobs
from milvus_job_gateway_client.api.loads import get_load_job
from milvus_job_gateway_client.models import (
    ImportJob,
    ImportStart,
    Include,
    KnownJobState,
    KnownProblemCode,
    ListableKind,
    LoadJob,
    Lookup,
    Problem,
    RefreshJob,
    StartedImportJob,
)

client = Client(base_url=os.environ["GATEWAY_URL"], timeout=60)

# Start and wait
started = start_import.sync(client=client, body=ImportStart(collection_name="books", files=["books/2026-11.json"]))
assert isinstance(started, StartedImportJob), started
job = get_import_job.sync(started.id, client=client, wait="30s")
assert isinstance(job, ImportJob), job
assert job.state is KnownJobState.SUCCEEDED, job
assert (job.state, job.done, job.progress, job.details.row_count) == ("succeeded", True, 100, 1000), job

# Fail
missing = get_import_job.sync("1", client=client)
assert isinstance(missing, Problem), missing
assert (missing.code, missing.status, missing.retryable) == ("JOB_NOT_FOUND", 404, False), missing
failure = get_import_job.sync("446781855410077327", client=client, fail_on_failed=True)
assert isinstance(failure, Problem) and failure.code is KnownProblemCode.JOB_FAILED, failure
assert isinstance(failure.job, ImportJob) and failure.job.reason == failure.detail, failure

# What Milvus said
told = get_import_job.sync(started.id, client=client, include=Include.REPLY)
assert told.reply["state"] == "ImportCompleted", told

# List, and tell the kinds apart
listed = list_jobs.sync(client=client, kind=[ListableKind.IMPORT, ListableKind.REFRESH])
assert {type(each) for each in listed.jobs} == {ImportJob, RefreshJob}, listed
assert all(each.kind == "refresh" for each in listed.jobs if isinstance(each, RefreshJob)), listed
found = look_up_jobs.sync(client=client, body=Lookup(names=[started.name, "import/1"]))
assert isinstance(found.results[0].job, ImportJob), found
assert found.results[1].problem.code == "JOB_NOT_FOUND", found

# A composite id arrives percent-encoded
load = get_load_job.sync("default:books", client=client)
assert isinstance(load, LoadJob) and load.id == "default:books", load

# Words and fields of tomorrow
tomorrow = ImportJob.from_dict({**job.to_dict(), "state": "paused", "priority": 7})
assert tomorrow.state == "paused", tomorrow
print("the Python client works")
