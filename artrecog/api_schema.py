"""What every operation of the API may answer beside its own: drf-spectacular knows views, not what lies before them."""

from collections.abc import Iterator
from typing import Any

ERROR = {"$ref": "#/components/schemas/Error"}
# Whoever asks may run into these at any address.
ANYWHERE = {
    400: "The request cannot be read, or some values need correcting.",
    401: "The token is none of ours, or it is expired or revoked.",
    403: "The token's scopes do not cover this.",
    404: "There is nothing at this address.",
    405: "This method is not allowed here; `Allow` lists those that are.",
    406: "Only JSON is answered, and `Accept` refuses it.",
    413: "The body is larger than any photo.",
    429: "Too many requests; `Retry-After` says when to come back.",
    500: "A fault of ours.",
}
ON_WRITING = {415: "The body is of a kind that is not taken here."}
LATER = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
METHODS = ("get", "post", "put", "patch", "delete")


def describe_errors(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Add to each operation the errors that any may answer; a hook of drf-spectacular."""
    for method, operation in _operations(result):
        for status, words in (ANYWHERE | (ON_WRITING if method == "post" else {})).items():
            operation["responses"].setdefault(str(status), _error(words))
        for later in {"409", "429", "503"} & set(operation["responses"]):
            operation["responses"][later].setdefault("headers", {})["Retry-After"] = LATER
    return result


def _operations(result: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for item in result["paths"].values():
        yield from ((method, item[method]) for method in METHODS if method in item)


def _error(words: str) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": ERROR}}}
