"""A body larger than any photo is refused before Django reads a byte of it, whichever door it comes to."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from recognition.models import Recognition

pytestmark = pytest.mark.django_db

GIGABYTE = str(2**30)


class Unread:
    """A body that fails the test when it is read."""

    def read(self, *size: int) -> bytes:
        pytest.fail("The body was read.")

    readline = read


def send(client: Client, path: str, size: str = GIGABYTE, accept: str = "text/html") -> Any:
    body: dict[str, Any] = {"wsgi.input": Unread(), "CONTENT_LENGTH": size}
    return client.generic("POST", path, b"", "multipart/form-data; boundary=x", headers={"accept": accept}, **body)


@pytest.fixture(params=[False, True], ids=["", "csrf"])
def visitor(request: pytest.FixtureRequest) -> Client:
    return Client(enforce_csrf_checks=request.param)


def test_the_api_refuses_in_its_own_shape(visitor: Client) -> None:
    response = send(visitor, "/api/v1/recognitions/")
    assert response.status_code == 413
    assert response.json() == {
        "code": "photo_too_large",
        "message": "The photo is larger than 20 MB. Send a smaller copy.",
        "fields": {},
    }


def test_the_page_says_it_in_place(visitor: Client) -> None:
    response = send(visitor, "/")
    assert response.status_code == 413
    assert 'role="alert"' in response.content.decode()
    assert "Send a smaller copy." in response.content.decode()
    assert not Recognition.objects.exists()


def test_a_script_on_the_page_is_told_too(visitor: Client) -> None:
    response = send(visitor, "/", accept="application/json")
    assert (response.status_code, response.json()["code"]) == (413, "photo_too_large")


@pytest.mark.parametrize("path", ["/works/", "/admin/login/"])
def test_no_other_page_stores_it_either(visitor: Client, path: str) -> None:
    assert send(visitor, path).status_code == 413


def test_staff_may_send_more_than_a_photo(admin_client: Client, settings: Any) -> None:
    settings.PHOTO_MAX_BYTES = 0
    response = admin_client.post("/admin/auth/group/add/", {"name": "x" * 100_000})
    assert response.status_code == 200


def test_someone_with_an_account_but_not_of_the_staff_may_not(client: Client) -> None:
    client.force_login(User.objects.create_user("visitor"))
    assert send(client, "/").status_code == 413


def test_a_length_that_is_no_number_is_none(client: Client) -> None:
    response = client.generic(
        "POST", "/api/v1/recognitions/", b"", "multipart/form-data; boundary=x", CONTENT_LENGTH="x"
    )
    assert response.status_code == 400
