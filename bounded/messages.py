"""What goes through the pipes: a few facts in JSON, and bytes. Nothing that could run when it is read."""

import json
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LENGTHS = struct.Struct("<IQ")  # of the facts, of the bytes
MOST_FACTS = 64 * 1024  # bytes


class Malformed(Exception):
    """What came is no message."""


@dataclass(frozen=True)
class Message:
    """Facts about `data`, and `data`."""

    facts: Mapping[str, Any]
    data: bytes | bytearray = b""


def send(pipe: int, message: Message) -> None:
    """Write a message. Raises BrokenPipeError when nobody reads any more."""
    facts = json.dumps(message.facts).encode()
    _write(pipe, LENGTHS.pack(len(facts), len(message.data)) + facts)
    _write(pipe, message.data)


def receive(pipe: int, most_bytes: int) -> Message | None:
    """Read a message, None when the other end is closed.

    Raises:
        Malformed: it is larger than agreed, or is none. EOFError: it ends too early.
    """
    lengths = _read(pipe, LENGTHS.size)
    if lengths is None:
        return None
    facts_length, length = LENGTHS.unpack(lengths)
    if facts_length > MOST_FACTS or length > most_bytes:
        raise Malformed(f"A message of {facts_length} + {length} bytes.")
    facts, data = _read(pipe, facts_length), _read(pipe, length)
    if facts is None or data is None:
        raise EOFError("A message ends after its lengths.")
    return Message(_facts(facts), data)


def _facts(text: bytearray) -> Mapping[str, Any]:
    try:
        facts = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed("The facts of a message are no JSON.") from error
    if not isinstance(facts, dict):
        raise Malformed("The facts of a message are no object.")
    return facts


def _write(pipe: int, data: bytes | bytearray) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(pipe, left) :]


def _read(pipe: int, length: int) -> bytearray | None:
    """Return exactly so many bytes; None when there are none at all."""
    data = bytearray(length)
    left = memoryview(data)
    while left:
        read = os.readv(pipe, [left])
        if read == 0:
            if len(left) == length:
                return None
            raise EOFError("A message is cut off.")
        left = left[read:]
    return data
