"""Hooks of the Schemathesis gate."""
import schemathesis


@schemathesis.hook
def filter_case(context, case):
    """HTTP lets anybody add headers: one that is not documented is no invalid request."""
    return "x-schemathesis-unknown-property" not in {name.lower() for name in case.headers or {}}


@schemathesis.check
def no_fault_of_its_own(ctx, response, case):
    """A 500 may be Milvus's, never the gateway's."""
    assert b'"code":"INTERNAL"' not in response.content, response.content
