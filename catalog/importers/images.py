"""Where the pictures of a table lie: in a folder, or in a ZIP archive."""

import zipfile
import zlib
from collections import defaultdict
from pathlib import Path, PurePosixPath
from typing import Protocol

from catalog.exceptions import RowError, UnreadableTable

# Unpacked; more is no photograph of a work, or an archive that is made to fill memory.
MOST_BYTES = 100 * 1024 * 1024
# What zipfile and zlib raise of damaged, locked and unknown content.
UNPACKING = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError)


class Picture(Protocol):
    """A file that is read when its turn comes."""

    def read_bytes(self) -> bytes:
        """Return its content."""


class Images(Protocol):
    """Files by the names that a table gives them."""

    def find(self, name: str) -> Picture:
        """Return the file of this name; `RowError` when there is none that may be read."""


class Folder:
    """The files of a folder and of the folders in it; nothing outside is read."""

    def __init__(self, root: Path) -> None:
        self._given, self._root = root, root.resolve()

    def find(self, name: str) -> Picture:
        """Return a file inside."""
        missing = RowError(
            f"image: {name} is not in {self._given}. Check its name, or give --images with the right folder."
        )
        try:
            path = (self._root / name).resolve()
            is_file = path.is_file()
        except (OSError, ValueError) as error:  # too long for a name, or with a null byte in it
            raise missing from error
        if not path.is_relative_to(self._root):
            raise RowError(f"image: {name} is outside the folder of images. Name a file inside, without “..”.")
        if not is_file:
            raise missing
        return path


class NoImages:
    """Stands where a table came without pictures."""

    def find(self, name: str) -> Picture:
        """Refuse."""
        raise RowError(f"image: {name} did not come with the table. Put both into one ZIP file.")


class Archive:
    """The files of a ZIP archive, by their paths in it or by their names alone. Nothing is unpacked to the disk.

    Raises:
        UnreadableTable: the file is no ZIP archive.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except zipfile.BadZipFile as error:
            raise UnreadableTable(f"{path.name} is no ZIP archive that can be read.") from error
        self._files: defaultdict[str, list[zipfile.ZipInfo]] = defaultdict(list)
        for info in self._zip.infolist():
            if not info.is_dir():
                self._files[PurePosixPath(info.filename).name].append(info)

    def tables(self) -> list[str]:
        """Return the paths of the tables in it; what a Mac adds of its own is none."""
        paths = (info.filename for files in self._files.values() for info in files)
        return [path for path in paths if path.endswith((".csv", ".tsv", ".txt", ".xlsx")) and "__MACOSX" not in path]

    def find(self, name: str) -> Picture:
        """Return the file of this path, or the only one of this name."""
        wanted = PurePosixPath(name)
        named = [info for info in self._files.get(wanted.name, []) if "__MACOSX" not in info.filename]
        exact = [info for info in named if info.filename == str(wanted)] or named
        if len(exact) != 1:
            raise RowError(f"image: {name} is {'not' if not exact else 'more than once'} in the ZIP file.")
        if exact[0].file_size > MOST_BYTES:
            raise RowError(f"image: {name} is larger than {MOST_BYTES // 1024**2} MB.")
        return _Entry(self._zip, exact[0])

    def content(self, path: str) -> bytes:
        """Return the file of this very path.

        Raises:
            UnreadableTable: it is damaged, locked or too large.
        """
        info = self._zip.getinfo(path)
        if info.file_size > MOST_BYTES:
            raise UnreadableTable(f"{path} is larger than {MOST_BYTES // 1024**2} MB.")
        try:
            return self._zip.read(info)
        except UNPACKING as error:
            raise UnreadableTable(f"{path} cannot be unpacked ({error}).") from error


class _Entry:
    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self._archive, self._info = archive, info

    def read_bytes(self) -> bytes:
        try:
            return self._archive.read(self._info)
        except UNPACKING as error:
            raise RowError(f"image: {self._info.filename} cannot be unpacked ({error}).") from error
