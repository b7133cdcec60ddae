"""The environment variables this project reads: each has a working default, and a wrong value fails loudly.

Everything an operator can set is a field of `Environment`; nothing else in the project reads `os.environ`.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import environ

EMBEDDERS = ("litert", "tensorflow")
INDEX_BACKENDS = ("faiss",)


@dataclass(frozen=True)
class Environment:
    """What the operator chose; `read_environment` fills it from `ARTRECOG_*`."""

    data_dir: Path
    database: dict
    redis_url: str
    secret_key: str
    debug: bool
    allowed_hosts: list[str]
    index_backend: str
    embedder: str


def read_environment(base_dir: Path) -> Environment:
    """Read every `ARTRECOG_*` variable.

    Raises:
        environ.ImproperlyConfigured: a value is not one of those allowed; the message names the variable.
    """
    env = environ.Env()
    data_dir = Path(env.str("ARTRECOG_DATA_DIR", default=str(base_dir / "var"))).resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    return Environment(
        data_dir=data_dir,
        database=env.db_url("ARTRECOG_DATABASE_URL", default=f"sqlite:///{data_dir / 'artrecog.sqlite3'}"),
        redis_url=env.str("ARTRECOG_REDIS_URL", default=""),
        secret_key=env.str("ARTRECOG_SECRET_KEY", default="") or _kept_secret(data_dir / "secret_key"),
        debug=env.bool("ARTRECOG_DEBUG", default=False),
        allowed_hosts=env.list("ARTRECOG_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"]),
        index_backend=_one_of(env, "ARTRECOG_INDEX_BACKEND", INDEX_BACKENDS),
        embedder=_one_of(env, "ARTRECOG_EMBEDDER", EMBEDDERS),
    )


def _one_of(env: environ.Env, name: str, choices: tuple[str, ...]) -> str:
    value = env.str(name, default=choices[0])
    if value not in choices:
        raise environ.ImproperlyConfigured(f"{name} is {value!r}; use one of: {', '.join(choices)}.")
    return value


def _kept_secret(path: Path) -> str:
    """Return the secret kept in `path`, making it on first use (mode 0600) so that sessions outlive a restart.

    Two processes may start at once: the file appears whole (linked into place), and the loser reads the winner's.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
