"""The environment variables this project reads: each has a working default, and a wrong value fails loudly.

Everything an operator can set is a field of `Environment`; nothing else in the project reads an `ARTRECOG_*` variable.
A variable's name with `_FILE` behind it names a file that holds the value: how containers are given secrets.
"""

import os
import secrets
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

import environ
from environ import ImproperlyConfigured

EMBEDDERS = ("litert", "tensorflow")
INDEX_BACKENDS = ("faiss", "milvus")
LOG_FORMATS = ("text", "json")
DATABASES = ("postgres://", "postgresql://", "sqlite://")
BROKERS = ("redis://", "rediss://", "unix://")
TILES = ("https://", "http://")
A_YEAR = 365 * 24 * 3600
LONGEST_COUNT = 9  # digits: more days than a calendar has
FLAGS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


@dataclass(frozen=True)
class Environment:
    """What the operator chose; `read_environment` fills it from `ARTRECOG_*`."""

    data_dir: Path
    database: dict[str, Any]
    redis_url: str
    secret_key: str
    debug: bool
    allowed_hosts: list[str]
    index_backend: str
    milvus_uri: str
    embedder: str
    tile_url: str
    contact: str
    admin_email: str
    price_four_eyes: bool
    log_format: str
    metrics_allowed: list[IPv4Network | IPv6Network]
    photo_days: int
    proxies: list[str]
    https_only: bool
    hsts_seconds: int


def read_environment(base_dir: Path) -> Environment:
    """Read every `ARTRECOG_*` variable, and make the data directory when it is not there.

    Raises:
        environ.ImproperlyConfigured: a value is not one of those allowed; the message names the variable.
    """
    _check_files()
    env = environ.FileAwareEnv()
    data_dir = _data_dir(env, base_dir)
    return Environment(
        data_dir=data_dir,
        database=_database(env, data_dir),
        redis_url=_url(env, "ARTRECOG_REDIS_URL", BROKERS),
        secret_key=env.str("ARTRECOG_SECRET_KEY", default="").strip() or _kept_secret(data_dir / "secret_key"),
        debug=_flag(env, "ARTRECOG_DEBUG"),
        allowed_hosts=env.list("ARTRECOG_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"]),
        index_backend=_one_of(env, "ARTRECOG_INDEX_BACKEND", INDEX_BACKENDS, default="faiss"),
        milvus_uri=env.str("ARTRECOG_MILVUS_URI", default=""),
        embedder=_one_of(env, "ARTRECOG_EMBEDDER", EMBEDDERS, default="litert"),
        tile_url=_url(env, "ARTRECOG_TILE_URL", TILES),
        contact=_contact(env),
        admin_email=env.str("ARTRECOG_ADMIN_EMAIL", default=""),
        price_four_eyes=_flag(env, "ARTRECOG_PRICE_FOUR_EYES"),
        log_format=_one_of(env, "ARTRECOG_LOG_FORMAT", LOG_FORMATS, default="text"),
        metrics_allowed=_networks(env, "ARTRECOG_METRICS_ALLOWED"),
        photo_days=_count(env, "ARTRECOG_PHOTO_DAYS", default=30),
        # The variable by which gunicorn itself learns whom to believe: one of these two alone would be a hole.
        proxies=_proxies(env),
        https_only=_flag(env, "ARTRECOG_HTTPS_ONLY"),
        hsts_seconds=_count(env, "ARTRECOG_HSTS_SECONDS", default=A_YEAR),
    )


def _check_files() -> None:
    for name, path in os.environ.items():
        if name.startswith("ARTRECOG_") and name.endswith("_FILE") and not Path(path).is_file():
            raise ImproperlyConfigured(f"{name} is {path}, which is no file.")


def _data_dir(env: environ.Env, base_dir: Path) -> Path:
    folder = Path(env.str("ARTRECOG_DATA_DIR", default=str(base_dir / "var"))).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"ARTRECOG_DATA_DIR is {folder}, which cannot be made: {error.strerror}.") from error
    return folder


def _database(env: environ.Env, data_dir: Path) -> dict[str, Any]:
    url = _url(env, "ARTRECOG_DATABASE_URL", DATABASES)
    if url:
        return dict(env.db_url_config(url))
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(data_dir / "artrecog.sqlite3")}


def _url(env: environ.Env, name: str, schemes: tuple[str, ...]) -> str:
    # Not shown in the message: it may hold a password.
    url: str = env.str(name, default="").strip()
    if url and not url.startswith(schemes):
        raise ImproperlyConfigured(f"{name} starts with none of: {', '.join(schemes)}.")
    return url


def _contact(env: environ.Env) -> str:
    """Return what is sent to museums' servers in a header: one line of plain characters."""
    contact: str = env.str("ARTRECOG_CONTACT", default="")
    if not (contact.isascii() and contact.isprintable()):
        raise ImproperlyConfigured("ARTRECOG_CONTACT is no e-mail or web address.")
    return contact


def _networks(env: environ.Env, name: str) -> list[IPv4Network | IPv6Network]:
    """Return addresses and networks, separated by commas; a network may be written by any address in it."""
    try:
        return [ip_network(part.strip(), strict=False) for part in env.list(name, default=[]) if part.strip()]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}; name them as 127.0.0.1,10.0.0.0/8 does.") from error


def _proxies(env: environ.Env) -> list[str]:
    """Return addresses and networks, or "*"."""
    listed = [one.strip() for one in env.str("FORWARDED_ALLOW_IPS", default="127.0.0.1,::1").split(",") if one.strip()]
    for one in listed:
        try:
            ip_network(one.replace("*", "::"), strict=False)
        except ValueError as error:
            raise ImproperlyConfigured(f"FORWARDED_ALLOW_IPS has {one!r}, which is no address or network.") from error
    return listed


def tile_host(pattern: str) -> str:
    """Return the source that a Content-Security-Policy names for tiles: scheme and host, "{s}" being any subdomain."""
    scheme, _, rest = pattern.partition("://")
    return f"{scheme}://{rest.partition('/')[0].replace('{s}', '*')}"


def _flag(env: environ.Env, name: str) -> bool:
    return FLAGS[_one_of(env, name, tuple(FLAGS), default="false")]


def _count(env: environ.Env, name: str, *, default: int) -> int:
    value: str = env.str(name, default=str(default))
    if not (value.isascii() and value.isdigit() and len(value) <= LONGEST_COUNT):
        raise ImproperlyConfigured(f"{name} is {value!r}; use a whole number, 0 or more.")
    return int(value)


def _one_of(env: environ.Env, name: str, choices: tuple[str, ...], *, default: str) -> str:
    value: str = env.str(name, default=default)
    if value.lower() not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; use one of: {', '.join(choices)}.")
    return value.lower()


def _kept_secret(path: Path) -> str:
    """Return the secret kept in `path`, making it on first use (mode 0600) so that sessions outlive a restart.

    Two processes may start at once: the file appears whole (linked into place), and the loser reads the winner's.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
