"""A test stays on its machine and out of an operator's data."""

import socket
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from tests.conftest import REPOSITORY

ELSEWHERE = "192.0.2.1"  # Kept for documentation by RFC 5737: nobody's address.


@pytest.mark.parametrize("url", [f"http://{ELSEWHERE}/", "http://museum.example/"])
def test_a_test_that_reaches_out_is_refused(url: str):
    with pytest.raises(RuntimeError, match="tests stay on this machine"):
        urllib.request.urlopen(url, timeout=5)


def test_a_test_may_talk_to_this_machine():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), 5) as client:
        assert client.getpeername() == server.getsockname()


def test_tests_keep_their_data_apart():
    data_dir = Path(settings.DATA_DIR)
    assert not data_dir.is_relative_to(REPOSITORY)
    assert Path(settings.MEDIA_ROOT).is_relative_to(data_dir)
