"""Pages for what goes wrong: each says what happened, in the site's own frame."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client


def fail_with(error: Exception):
    def view(*args, **kwargs):
        raise error

    return view


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (PermissionDenied(), 403, "You may not open this page"),
        (RuntimeError("broken"), 500, "Something broke on our side"),
    ],
)
def test_a_page_that_fails_says_so_in_plain_words(monkeypatch, error, status, words):
    monkeypatch.setattr("catalog.selectors.venue_list", fail_with(error))
    response = Client(raise_request_exception=False).get("/venues/")
    assert response.status_code == status
    assert words in response.content.decode()
    assert 'href="/works/"' in response.content.decode()


def test_an_unreadable_request_says_so_in_plain_words(client):
    response = client.get("/venues/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "The request could not be read" in response.content.decode()


def test_an_unknown_address_says_so_in_plain_words(client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()
