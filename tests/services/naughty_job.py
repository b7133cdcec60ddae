"""What a decoder in a bounded process may come to, on demand."""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from socket import socket
from typing import Any

FACTS = {"pid": os.getpid()}


def warm_up() -> None:
    """Need nothing."""


def run(facts: Mapping[str, Any], data: bytes) -> tuple[Mapping[str, Any], bytes]:
    """Do what `facts` name."""
    return globals()[facts["do"]](data)


def echo(data: bytes):
    """Say what was said."""
    return FACTS, data


def abort(data: bytes):
    """Fall as a decoder in C does."""
    os.abort()


def fail(data: bytes):
    """Raise what nobody expected."""
    raise ZeroDivisionError


def hang(data: bytes):
    """Never come back."""
    while True:
        pass


def work_a_little(data: bytes):
    """Take long enough that others come meanwhile."""
    time.sleep(0.05)
    return FACTS, data


def eat(data: bytes):
    """Ask for more memory than there is for it."""
    return FACTS, b"x" * (len(bytearray(10**9)) and 1)


def babble(data: bytes):
    """Write what is no message."""
    os.write(1, b"\xff" * 12)
    return FACTS, data


def boast(data: bytes):
    """Answer with more than was agreed."""
    return FACTS, bytes(10_000_000)


def look_around(data: bytes):
    """Tell what can be reached from here."""
    reached = {"file": _refused(lambda: Path("/etc/passwd").read_bytes()), "socket": _refused(socket)}
    return reached | {"environment": sorted(os.environ)}, b""


def _refused(attempt: Any) -> str:
    try:
        attempt()
    except OSError as error:
        return str(error.errno)
    return ""
