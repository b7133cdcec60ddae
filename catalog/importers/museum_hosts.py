"""Connections to museums' servers: encrypted, and to public addresses only, as `artrecog/public_hosts.py` has it."""

import socket

from artrecog import public_hosts
from artrecog.public_hosts import HTTPS, HostRefused, Pool, Resolve
from catalog.exceptions import MuseumError

__all__ = ["HTTPS", "open_pinned_pool"]


def open_pinned_pool(host: str, *, resolve: Resolve = socket.getaddrinfo) -> Pool:
    """Return connections to the one address of `host` that was checked.

    Raises:
        MuseumError: the name is unknown, or leads to an address that is not public.
    """
    try:
        return public_hosts.open_pinned_pool(host, resolve=resolve)
    except HostRefused as error:
        raise MuseumError(str(error)) from error
