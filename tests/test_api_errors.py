"""Every failure of the API has one shape: `{"code", "message", "fields"}`."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from artrecog import urls as site

UNKNOWN_KIND = "unsupported_media_type"
FAILURES = {
    "wrong-field": ValidationError({"venue": ["There is no such venue."]}),
    "wrong-whole": ValidationError("The photo is missing."),
    "not-there": Http404(),
    "not-allowed": PermissionDenied(),
    "too-often": Throttled(wait=30),
    "suspicious": SuspiciousOperation("too many fields"),
    "broken": ZeroDivisionError("a fault of ours"),
}


class FailingView(APIView):
    scope = "catalog:read"

    def get(self, request: Request, failure: str) -> Response:
        raise FAILURES[failure]

    def post(self, request: Request, failure: str) -> Response:
        return Response(request.data)


def failing_page(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("a fault of ours")


# The site, and some views that fail.
urlpatterns = [path("api/v1/fail/<failure>/", FailingView.as_view()), path("page/", failing_page), *site.urlpatterns]
handler400, handler500 = site.handler400, site.handler500
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        ("wrong-field", 400, "invalid"),
        ("wrong-whole", 400, "invalid"),
        ("suspicious", 400, "bad_request"),
        ("not-allowed", 403, "permission_denied"),
        ("not-there", 404, "not_found"),
        ("too-often", 429, "throttled"),
        ("broken", 500, "server_error"),
    ],
)
def test_a_failure_has_a_status_a_code_and_a_sentence(visitor: Client, failure: str, status: int, code: str):
    response = visitor.get(f"/api/v1/fail/{failure}/")
    body = response.json()
    assert response.status_code == status
    assert list(body) == ["code", "message", "fields"]
    assert body["code"] == code
    assert body["message"].endswith(".")


def test_what_is_wrong_with_a_field_stands_under_its_name(visitor: Client):
    assert visitor.get("/api/v1/fail/wrong-field/").json()["fields"] == {"venue": ["There is no such venue."]}


def test_what_is_wrong_with_the_whole_stands_apart(visitor: Client):
    fields = visitor.get("/api/v1/fail/wrong-whole/").json()["fields"]
    assert fields == {"non_field_errors": ["The photo is missing."]}


def test_a_limit_says_when_to_come_back(visitor: Client):
    assert visitor.get("/api/v1/fail/too-often/").headers["Retry-After"] == "30"


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_an_unknown_address_is_answered_in_the_same_shape(visitor: Client, method: str):
    response = getattr(visitor, method)("/api/v1/nothing/here")
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


def test_an_unknown_host_is_answered_in_the_same_shape(visitor: Client):
    response = visitor.get("/api/v1/fail/not-there/", headers={"host": "elsewhere.example"})
    assert (response.status_code, response.json()["code"]) == (400, "bad_request")


FORM = "multipart/form-data"


@pytest.mark.parametrize(
    ("method", "address", "options", "status", "code"),
    [
        ("post", "/api/v1/artworks/", {}, 405, "method_not_allowed"),
        ("get", "/api/v1/recognitions/", {}, 405, "method_not_allowed"),
        ("post", "/api/docs/", {}, 405, "method_not_allowed"),
        ("get", "/api/v1/recognitions/", {"headers": {"accept": "image/png"}}, 406, "not_acceptable"),
        ("get", "/api/docs/", {"headers": {"accept": "image/png"}}, 406, "not_acceptable"),
        ("get", "/api/schema/?format=zip", {}, 404, "not_found"),
        ("post", "/api/v1/recognitions/", {"data": "{", "content_type": "application/json"}, 415, UNKNOWN_KIND),
        ("post", "/api/v1/recognitions/", {"data": "{", "content_type": FORM}, 400, "parse_error"),
        ("post", "/api/v1/recognitions/", {"data": "{", "content_type": f"{FORM}; boundary=x"}, 400, "invalid"),
        ("post", "/api/v1/recognitions/", {"headers": {"content-length": str(2**30)}}, 413, "photo_too_large"),
    ],
)
@pytest.mark.django_db
def test_what_the_site_itself_refuses_has_the_same_shape(
    visitor: Client, method: str, address: str, options: dict[str, Any], status: int, code: str
):
    response = getattr(visitor, method)(address, **options)
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/json")
    assert list(response.json()) == ["code", "message", "fields"]
    assert response.json()["code"] == code


def test_malformed_json_is_answered_in_the_same_shape(visitor: Client):
    response = visitor.post("/api/v1/fail/json/", "{", content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "parse_error")


@pytest.mark.medium
def test_a_fault_of_ours_tells_nothing_of_its_cause_but_the_log_does(visitor: Client, caplog):
    assert b"fault of ours" not in visitor.get("/api/v1/fail/broken/").content
    assert visitor.get("/page/").status_code == 500
    assert [record.exc_info[1].args for record in caplog.records if record.exc_info] == [("a fault of ours",)] * 2


@pytest.mark.medium
def test_a_page_that_fails_is_answered_with_a_page(visitor: Client):
    assert visitor.get("/page/").headers["Content-Type"].startswith("text/html")


@pytest.mark.medium
def test_the_schema_tells_of_each_error_of_each_operation(visitor: Client):
    schema = visitor.get("/api/schema/?format=json").json()
    operations = {
        operation["operationId"]: operation["responses"]
        for item in schema["paths"].values()
        for operation in item.values()
    }
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for responses in operations.values():
        errors = {status for status in responses if status >= "400"}
        assert errors >= {"400", "404", "405", "406", "413", "429", "500"}
        assert all(responses[status]["content"] == body for status in errors)
        assert "Retry-After" in responses["429"]["headers"]
    assert {"415", "422"} <= set(operations["recognize"])
    assert "Location" in operations["recognize"]["202"]["headers"]
    assert "Retry-After" in operations["explain_recognition"]["503"]["headers"]
