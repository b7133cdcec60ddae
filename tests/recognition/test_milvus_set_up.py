"""What an operator reads when the Milvus backend is set up wrongly."""

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from recognition import checks


def problems(uri: str) -> list[str]:
    """Return what `manage.py check` says of a Milvus at `uri`."""
    with override_settings(INDEX_BACKEND="milvus", MILVUS_URI=uri):
        return [problem.msg for problem in run_checks() if problem.id == "recognition.E004"]


@pytest.mark.parametrize("uri", ["http://milvus:19530", "https://museum:secret@cluster/works", "/data/gallery.db"])
def test_a_server_or_a_file_is_accepted(uri: str):
    assert problems(uri) == []


def test_a_missing_address_is_named():
    assert problems("") == ["ARTRECOG_INDEX_BACKEND=milvus, but ARTRECOG_MILVUS_URI names no server."]


def test_a_wrong_address_is_explained_without_showing_its_password():
    (problem,) = problems("museum:secret@milvus:19530")
    assert "ARTRECOG_MILVUS_URI starts with none of http://" in problem
    assert "secret" not in problem


def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    assert problems("http://milvus:19530") == ["ARTRECOG_INDEX_BACKEND=milvus, but pymilvus is not installed."]
    (problem,) = problems("gallery.db")
    assert "pymilvus and milvus_lite" in problem


def test_the_address_does_not_matter_to_another_backend():
    with override_settings(INDEX_BACKEND="faiss", MILVUS_URI="nonsense"):
        assert [problem for problem in run_checks() if problem.id == "recognition.E004"] == []
