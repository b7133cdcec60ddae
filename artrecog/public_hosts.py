"""Connections to other machines: encrypted, and to public addresses only.

A host name may be made to lead into the network that this server stands in. So it is resolved once, every address is
looked at, and the connection goes to the very address that was seen, while the certificate must bear the name.
"""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import certifi
from urllib3 import HTTPSConnectionPool

HTTPS = 443
Pool = HTTPSConnectionPool
Resolve = Callable[..., list[Any]]
# Addresses of the next protocol that lead to one of the last: translated on the way (RFC 6052), or tunneled (RFC 3056).
LEADING_ELSEWHERE = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))


class HostRefused(Exception):
    """A host that nobody knows, or that must not be reached."""


def open_pinned_pool(host: str, *, resolve: Resolve = socket.getaddrinfo) -> Pool:
    """Return connections to the one address of `host` that was checked.

    Raises:
        HostRefused: the name is unknown, or leads to an address that is not public.
    """
    return pinned_pool(host, public_address(host, resolve=resolve))


def pinned_pool(host: str, address: str, *, port: int = HTTPS, ca_certs: str | None = None) -> Pool:
    """Return connections to `address` whose certificate must be one of `host`, and of an authority in `ca_certs`."""
    return HTTPSConnectionPool(
        address,
        port,
        maxsize=1,
        headers={"Host": host},
        ca_certs=ca_certs or certifi.where(),
        server_hostname=host,
        assert_hostname=host,
    )


def public_address(host: str, *, resolve: Resolve = socket.getaddrinfo) -> str:
    """Return an address of `host`, of the older protocol if it has one: a pinned one has no other to fall back on.

    Raises:
        HostRefused: the name is unknown, or any of its addresses is not public.
    """
    try:
        found = {str(entry[4][0]) for entry in resolve(host, HTTPS, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise HostRefused(f"{host} cannot be found ({error.strerror}). Check this machine's network.") from error
    refused = [address for address in found if not _is_public(address)]
    if refused or not found:
        raise HostRefused(f"{host} leads to {', '.join(refused) or 'nowhere'}, which is no public address.")
    return min(found, key=lambda address: (":" in address, address))


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text)
    leads_elsewhere = any(address in network for network in LEADING_ELSEWHERE if network.version == address.version)
    return address.is_global and not address.is_multicast and not leads_elsewhere
