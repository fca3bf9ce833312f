"""What Schemathesis cannot know of this API, each with its reason, and checks of what it cannot check."""
import json
import re

import jsonschema_rs
import schemathesis
import yaml
from schemathesis.core.failures import AcceptedNegativeData, ServerError
from schemathesis.core.parameters import ParameterLocation
from schemathesis.openapi.checks import JsonSchemaError, RejectedPositiveData

# What is not sent


@schemathesis.hook
def filter_case(context, case):
    """HTTP lets anybody add headers: one that is not documented is no invalid request."""
    return "x-schemathesis-unknown-property" not in {name.lower() for name in case.headers or {}}


@schemathesis.hook
def before_call(context, case, kwargs):
    query, headers = case.query or {}, case.headers or {}
    # Waits of more than a second are cut: test/api/wait.test.ts has the long ones, and this gate would take half an hour.
    if isinstance(query.get("wait"), str) and LONG_WAIT.fullmatch(query["wait"]):
        query["wait"] = "500ms"
    if isinstance(headers.get("Prefer"), str):
        headers["Prefer"] = LONG_PREFERENCE.sub("wait=1", headers["Prefer"])
    # Tokens are opaque and bound to the filters: only the gateway makes valid ones; test/api/lists.test.ts has these.
    if case.meta and case.meta.generation.mode.is_positive:
        query.pop("pageToken", None)


# Valid ones: what is too long must be refused.
LONG_WAIT = re.compile(r"0*(([1-9]|[1-4][0-9]|50)s|([1-9][0-9]{3}|[1-4][0-9]{4}|50000)ms)")
LONG_PREFERENCE = re.compile(r"wait=([1-9]|[1-4][0-9]|50)$")


# What is no failure

# Problems that a request may meet although it is as the document says.
OWED = {
    # Milvus has the last word on what is there, what is busy and what fits together.
    "JOB_NOT_FOUND", "COLLECTION_NOT_FOUND", "DATABASE_NOT_FOUND", "PARTITION_NOT_FOUND", "SNAPSHOT_NOT_FOUND",
    "INDEX_NOT_FOUND", "JOB_ALREADY_RUNNING", "WRONG_STATE", "UPSTREAM_REJECTED", "UPSTREAM_UNAVAILABLE",
    # Some worked examples are ids that come to these, in the sandbox as in the document.
    "UPSTREAM_ERROR", "BAD_UPSTREAM_REPLY", "NOT_SUPPORTED_BY_SERVER",
    # A Request-Timeout may be as short as a millisecond.
    "DEADLINE_EXCEEDED",
    # A hundred names that are not too long make a path that is.
    "HEADERS_TOO_LARGE",
}

# Violations by field, of rules that the document says in words only.
SAID_IN_WORDS = {
    "name": "must be {kind}/{id}",  # each kind's ids have a pattern of their own
    "snapshotName": "must be the same as source.snapshotName",
    "rewriteData": "goes with source.snapshotName only",  # linters and generators stumble over if and then
}
# Schemathesis tries ids that it has seen, also the null of a job that was listed without one.
NULLS = (None, "null")
# JSON Schema cannot tell an integer's digits from 1e300, which has no digits to lose.
TOO_EXACT = "is a number too large for JSON numbers to be exact"


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a failure is one."""
    if isinstance(failure, (RejectedPositiveData, ServerError)):
        return not is_owed(case, response)
    if isinstance(failure, AcceptedNegativeData) and case.path.startswith("/v2/"):
        # Milvus refuses with HTTP 200 and a code; it ignores headers that it does not understand, and null is {} to Go.
        is_understood = response.json()["code"] == 0 and case.body is not None
        return is_understood and case.meta.is_negative_at(ParameterLocation.BODY)
    if isinstance(failure, JsonSchemaError) and is_stream(response):
        return False  # the document describes a stream as the text it is: see events_are_jobs_or_problems
    return True


def is_owed(case, response):
    if case.path == "/readyz":
        return response.status_code == 503  # not ready within a Request-Timeout of a millisecond
    problem = response.json()
    if problem["code"] == "INVALID_ARGUMENT":
        is_null = "id" in (case.path_parameters or {}) and case.path_parameters["id"] in NULLS
        return is_null or all(is_said_in_words(violation) for violation in problem["violations"])
    if problem["code"] == "JOB_FAILED":
        return case.query["failOnFailed"] == "true"
    if problem["code"] == "JOB_NOT_DONE":
        return case.query["failUnlessDone"] == "true"
    if problem["code"] == "NOT_FOUND":
        return case.path == "/problems/{slug}"  # an open list
    return problem["code"] in OWED


def is_said_in_words(violation):
    message = violation["message"]
    return SAID_IN_WORDS.get(violation["field"], TOO_EXACT) in message or TOO_EXACT in message


# What else is checked

# The problems that any request may meet whatever it asks for are not repeated at every operation.
ANYWHERE = {405, 408, 417, 431}


@schemathesis.check
def every_status_is_documented_by_itself(ctx, response, case):
    """The catch-all `default` lets Schemathesis's own check pass whatever comes."""
    if response.request.method.lower() != case.operation.method:
        return
    assert response.status_code in ANYWHERE or str(response.status_code) in case.operation.responses.status_codes


@schemathesis.check
def events_are_jobs_or_problems(ctx, response, case):
    """OpenAPI 3.1 has no word for what is in a stream."""
    if response.status_code != 200 or not is_stream(response):
        return
    document = case.operation.schema.raw_schema
    for event in response.text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in event.split("\n") if not line.startswith(":"))
        if not fields:
            continue
        data = json.loads(fields["data"])
        if fields["event"] == "problem" and case.path == "/v1/jobs/events":
            assert data["name"] in case.query["name"]
            data = data["problem"]
        validator = validator_of(document, {"job": "Job", "problem": "Problem"}[fields["event"]])
        assert not [error.message for error in validator.iter_errors(data)]


@schemathesis.check
def the_yaml_says_what_the_document_says(ctx, response, case):
    if case.path == "/openapi.yaml" and response.status_code == 200:
        assert yaml.safe_load(response.text) == case.operation.schema.raw_schema


@schemathesis.check
def milvus_s_own_routes_understand_valid_requests(ctx, response, case):
    """They answer HTTP 200 whatever they answer: 1801 is no JSON, or a field of a wrong type; 1802 is one that lacks."""
    if case.path.startswith("/v2/") and response.status_code == 200 and case.meta.generation.mode.is_positive:
        assert response.json()["code"] not in (1801, 1802), response.text


def is_stream(response):
    return response.headers.get("content-type", [""])[0].startswith("text/event-stream")


VALIDATORS = {}


def validator_of(document, name):
    """The validator of a named schema, made once."""
    if name not in VALIDATORS:
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        VALIDATORS[name] = jsonschema_rs.Draft202012Validator(schema)
    return VALIDATORS[name]
