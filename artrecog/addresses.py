"""Who asks, where that decides what is shown."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from django.http import HttpRequest

Network = IPv4Network | IPv6Network
# What proxies add. Anybody may send these, so they prove nothing; but a request without any came to the app directly.
FORWARDED = ("X-Forwarded-For", "Forwarded")


def is_loopback(request: HttpRequest) -> bool:
    """Tell whether a request comes from this machine itself, and not through a web server that runs on it."""
    address = _direct_address(request)
    return address is not None and address.is_loopback


def is_within(request: HttpRequest, networks: Iterable[Network]) -> bool:
    """Tell whether a request comes directly, not through a proxy, from one of these networks."""
    address = _direct_address(request)
    return address is not None and any(address in network for network in networks)


def _direct_address(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """Return whose connection it is; None where a proxy, or somebody who says so, stands between."""
    if any(header in request.headers for header in FORWARDED):
        return None
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return None  # a Unix socket, which a proxy has in front
    return getattr(address, "ipv4_mapped", None) or address
