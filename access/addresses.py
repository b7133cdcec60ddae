"""Where a request comes from, so that nobody chooses it: a header that a visitor can write is not believed."""

from functools import cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

# Whoever has one address of IPv6 has all of these: an allowance is for the network.
OF_ONE_SUBSCRIBER = 64
ANYBODY = "*"
UNKNOWN = "::"  # IPv6's word for no address


def address_of(request: HttpRequest) -> str:
    """Return the visitor's address; of IPv6 the network that they can choose addresses in.

    `X-Forwarded-For` counts only from a proxy of ours (`settings.PROXIES`), and of it only the last address that is
    none of them, which one of ours saw itself: what stands before may be the visitor's invention.
    """
    peer = str(request.META.get("REMOTE_ADDR") or "")
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR") or "").split(",")
    seen = [peer] if not _is_proxy(peer) else [*reversed([hop.strip() for hop in forwarded]), peer]
    strangers = (hop for hop in seen if _network_of(hop) and not _is_listed(hop))
    return _network_of(next(strangers, peer)) or UNKNOWN


def sender_of(request: HttpRequest) -> str:
    """Return a hash of the address that a request comes from, which only this site's secret can repeat."""
    return salted_hmac("visits.sender", address_of(request), algorithm="sha256").hexdigest()


def _is_proxy(peer: str) -> bool:
    """Tell whether a proxy of ours asks; over a socket of this machine, which has no address, nobody else can."""
    return not peer or ANYBODY in settings.PROXIES or _is_listed(peer)


def _is_listed(address: str) -> bool:
    known = ip_address(address.strip("[]"))
    return any(known in network for network in _networks(tuple(settings.PROXIES)))


@cache
def _networks(proxies: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(proxy, strict=False) for proxy in proxies if proxy != ANYBODY)


def _network_of(address: str) -> str:
    """Return "" for what is no address."""
    try:
        known = ip_address(address.strip("[]"))
    except ValueError:
        return ""
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or ip_network((known.packed, OF_ONE_SUBSCRIBER), strict=False).network_address)
    return str(known)
