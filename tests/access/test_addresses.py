"""Which address a request is counted by: never one that its sender made up."""

import pytest
from django.test import RequestFactory

from access.addresses import UNKNOWN, address_of


def seen(peer: str, forwarded: str | None = None) -> str:
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return address_of(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer))


def test_a_header_from_a_stranger_is_not_believed():
    assert seen("203.0.113.9", "198.51.100.1") == "203.0.113.9"


def test_a_proxy_of_ours_says_whom_it_saw():
    assert seen("127.0.0.1", "198.51.100.1") == "198.51.100.1"


@pytest.mark.parametrize("invented", ["10.0.0.1", "10.0.0.2, 10.0.0.3", "nonsense", "", "127.0.0.1"])
def test_what_a_visitor_wrote_before_the_proxy_changes_nothing(invented):
    assert seen("127.0.0.1", f"{invented}, 198.51.100.1") == "198.51.100.1"


def test_of_several_proxies_of_ours_the_farthest_counts(settings):
    settings.PROXIES = ["127.0.0.1", "192.0.2.0/24"]
    assert seen("127.0.0.1", "6.6.6.6, 198.51.100.1, 192.0.2.7") == "198.51.100.1"


def test_any_proxy_may_be_believed_when_the_operator_says_so(settings):
    settings.PROXIES = ["*"]
    assert seen("203.0.113.9", "6.6.6.6, 198.51.100.1") == "198.51.100.1"


def test_a_socket_of_this_machine_is_a_proxy():
    assert seen("", "198.51.100.1") == "198.51.100.1"


@pytest.mark.parametrize("forwarded", [None, "nonsense"])
def test_a_proxy_that_names_nobody_is_counted_itself(forwarded):
    assert seen("127.0.0.1", forwarded) == "127.0.0.1"


def test_nobody_at_all_is_one_more_address():
    assert seen("") == UNKNOWN


def test_addresses_of_one_subscriber_are_one():
    assert seen("2001:db8:1:2:3::4") == seen("2001:db8:1:2:ffff::1") == "2001:db8:1:2::"
    assert seen("2001:db8:1:3::4") != seen("2001:db8:1:2::1")


def test_ipv4_within_ipv6_is_the_same_address():
    assert seen("::ffff:203.0.113.9") == "203.0.113.9"
