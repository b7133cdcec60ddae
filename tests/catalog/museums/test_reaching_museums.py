"""Connections to museums: to the public address that was looked at, and to nobody else."""

import socket
from typing import Any

import pytest

from catalog.exceptions import MuseumError
from catalog.importers.museum_hosts import open_pinned_pool


def leading_to(*addresses: str):
    def resolve(*_args: Any, **_kwargs: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]

    return resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_a_name_that_leads_into_a_private_network_is_refused(address: str):
    with pytest.raises(MuseumError, match="museum.example leads to .*, which is no public address"):
        open_pinned_pool("museum.example", resolve=leading_to("93.184.216.34", address))


def test_the_connection_goes_to_the_address_that_was_checked_and_asks_for_the_name():
    pool = open_pinned_pool("museum.example", resolve=leading_to("2606:2800:220:1::1", "93.184.216.34"))
    assert (pool.host, pool.port, pool.scheme) == ("93.184.216.34", 443, "https")
    assert pool.assert_hostname == "museum.example"
    assert pool.conn_kw["server_hostname"] == "museum.example"


def test_a_name_that_nobody_knows_is_told_of():
    def unknown(*_args: Any, **_kwargs: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(MuseumError, match="museum.example cannot be found .Name or service not known"):
        open_pinned_pool("museum.example", resolve=unknown)
