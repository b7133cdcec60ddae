"""Connections to museums: to the public address that was looked at, and to nobody else."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from urllib3.exceptions import SSLError

from artrecog.public_hosts import pinned_pool
from catalog.exceptions import MuseumError
from catalog.importers.museum_hosts import open_pinned_pool


class Silent(BaseHTTPRequestHandler):
    """Has nothing, and says so."""

    def do_HEAD(self) -> None:
        self.send_error(404)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


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


def test_a_name_that_leads_elsewhere_by_now_is_looked_at_again():
    """And one that changes its mind between look and connection reaches nobody: its address is asked for once."""
    answers = iter(["93.184.216.34", "127.0.0.1"])

    def flip(*_args: Any, **_kwargs: Any) -> list[Any]:
        return leading_to(next(answers))()

    assert open_pinned_pool("museum.example", resolve=flip).host == "93.184.216.34"
    with pytest.raises(MuseumError, match=r"leads to 127\.0\.0\.1"):
        open_pinned_pool("museum.example", resolve=flip)


@pytest.mark.parametrize("spelling", ["127.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1"])
def test_however_this_machine_is_spelled_it_is_not_reached(spelling: str):
    with pytest.raises(MuseumError, match=r"leads to 127\.0\.0\.1|cannot be found"):
        open_pinned_pool(spelling, resolve=socket_of_c)


def socket_of_c(host: str, *_args: Any, **_kwargs: Any) -> list[Any]:
    """Read an address as the C library does, short, octal and hexadecimal."""
    return leading_to(socket.inet_ntoa(socket.inet_aton(host)))()


def test_a_name_that_nobody_knows_is_told_of():
    def unknown(*_args: Any, **_kwargs: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(MuseumError, match="museum.example cannot be found .Name or service not known"):
        open_pinned_pool("museum.example", resolve=unknown)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate of museum.example, in one file."""
    path = tmp_path_factory.mktemp("certificate") / "museum.pem"
    if not shutil.which("openssl"):
        pytest.skip("There is no openssl to make a certificate with.")
    name = ["-subj", "/CN=museum.example", "-addext", "subjectAltName=DNS:museum.example"]
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        f"{path}",
        "-out",
        f"{path}.crt",
        *name,
    ]
    subprocess.run(made, check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.fixture
def encrypted_port(certificate: Path) -> Iterator[int]:
    """The port of a server of museum.example on this machine."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Silent)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(("host", "trusted"), [("museum.example", True), ("other.example", False)])
def test_the_certificate_must_bear_the_name_though_an_address_is_called(
    certificate: Path, encrypted_port: int, host: str, trusted: bool
):
    pool = pinned_pool(host, "127.0.0.1", port=encrypted_port, ca_certs=f"{certificate}.crt")
    with closing(pool), nullcontext() if trusted else pytest.raises(SSLError, match="doesn.t match .museum.example"):
        response = pool.urlopen("HEAD", "/nothing", headers={"Host": host}, retries=False)
        assert response.status == 404
