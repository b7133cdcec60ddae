"""The archive: a ZIP file of tables, files and a manifest with the SHA-256 of each. It appears whole or not at all.

manifest.json   FORMAT, when and by which versions it was made, the migrations applied, rows a table, and each member
tables/<app>.<model>.jsonl   the columns, then one line a row
media/…         files as the site stores them
secret_key      what signs cookies, where the site keeps it itself: without it nobody's collection is theirs any more
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from artrecog.backups.errors import DamagedArchive, NewerArchive

FORMAT = 1
MANIFEST, SECRET_KEY = "manifest.json", "secret_key"
TABLES, MEDIA = "tables/", "media/"
CHUNK = 2**20

Migration = tuple[str, str]
IterWrapper = Callable[[Iterable[str]], Iterable[str]]


@dataclass(frozen=True)
class Member:
    """One file in the archive."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What the archive holds. `migrations` are app and name of each that was applied."""

    made_at: str
    versions: dict[str, str]
    migrations: frozenset[Migration]
    rows: dict[str, int]
    members: dict[str, Member] = field(default_factory=dict)

    def to_json(self) -> str:
        facts = asdict(self) | {"format": FORMAT, "migrations": sorted(self.migrations)}
        return json.dumps(facts, indent=1, sort_keys=True)


@contextmanager
def writing(path: Path) -> Iterator["Writer"]:
    """Write an archive beside `path` and rename it, flushed to the disk; on an error nothing is left."""
    draft = path.with_name(f"{path.name}.part")
    try:
        # Password hashes and visitors' photos: for its owner only.
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with ZipFile(file, "w") as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _flush_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


class Writer:
    """Adds members, and notes what each is."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self.members: dict[str, Member] = {}

    def add(self, name: str, chunks: Iterable[bytes], *, compress: bool) -> None:
        """Add one member; of any size, since only a chunk at a time is held."""
        digest, size = hashlib.sha256(), 0
        info = ZipInfo(name)
        info.compress_type = ZIP_DEFLATED if compress else ZIP_STORED
        with self._archive.open(info, "w", force_zip64=True) as member:
            for chunk in chunks:
                member.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self.members[name] = Member(digest.hexdigest(), size)

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest: the last thing."""
        self._archive.writestr(MANIFEST, manifest.to_json(), ZIP_DEFLATED)


@contextmanager
def reading(path: Path) -> Iterator["Reader"]:
    """Open an archive.

    Raises:
        DamagedArchive: it is none of ours, or cut off. NewerArchive: its format is of a later version.
    """
    try:
        archive = ZipFile(path)
    except (BadZipFile, OSError) as error:
        raise DamagedArchive(f"{path} cannot be read: {error}") from error
    with archive:
        yield Reader(archive, _manifest(archive))


class Reader:
    """Gives members back."""

    def __init__(self, archive: ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def verify(self, iter_wrapper: IterWrapper) -> None:
        """Read everything once, and compare it with the manifest.

        Raises:
            DamagedArchive: names what is not as it was.
        """
        names = [name for name in self._archive.namelist() if name != MANIFEST]
        if len(names) != len(set(names)) or set(names) != set(self.manifest.members):
            raise DamagedArchive("The archive does not hold exactly what its manifest lists.")
        for name in iter_wrapper(names):
            _check_name(name)
            try:
                found = _measure(self.chunks(name))
            except (BadZipFile, EOFError, OSError) as error:
                raise DamagedArchive(f"{name} in the archive cannot be read: {error}") from error
            if found != self.manifest.members[name]:
                raise DamagedArchive(f"{name} in the archive is not what was put there.")

    def names(self, start: str) -> list[str]:
        """Return the members whose name begins so."""
        return [name for name in self.manifest.members if name.startswith(start)]

    def chunks(self, name: str) -> Iterator[bytes]:
        """Return a member's bytes, some at a time."""
        with self._archive.open(name) as member:
            yield from chunks_of(member)

    def lines(self, name: str) -> Iterator[bytes]:
        """Return a member's lines."""
        with self._archive.open(name) as member:
            yield from member


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """Return what is left of a file, some at a time."""
    while chunk := file.read(CHUNK):
        yield chunk


def _measure(chunks: Iterable[bytes]) -> Member:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
    return Member(digest.hexdigest(), size)


def _manifest(archive: ZipFile) -> Manifest:
    try:
        facts: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if facts.pop("format") > FORMAT:
            raise NewerArchive("The archive was made by a later version of this app. Upgrade first, then restore.")
        members = {name: Member(**member) for name, member in facts.pop("members").items()}
        migrations = frozenset((app, name) for app, name in facts.pop("migrations"))
        return Manifest(members=members, migrations=migrations, **facts)
    except (KeyError, ValueError, TypeError, BadZipFile) as error:
        raise DamagedArchive(f"The archive has no manifest that can be read: {error}") from error


def _check_name(name: str) -> None:
    """Refuse a name that would be written outside of the folder of files."""
    path = PurePosixPath(name)
    is_plain = str(path) == name and not path.is_absolute() and ".." not in path.parts and "\\" not in name
    if not is_plain or not (name == SECRET_KEY or name.startswith((TABLES, MEDIA))):
        raise DamagedArchive(f"The archive holds {name!r}, which no backup of ours does.")


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
