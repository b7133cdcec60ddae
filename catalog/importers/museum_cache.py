"""What museums' servers answered, kept on the disk for a while: nothing is asked twice within it."""

import hashlib
import os
import time
from pathlib import Path

KEPT_SECONDS = 7 * 24 * 3600


class Cache:
    """A folder of answers, named by the address that they came from.

    Args:
        kept_seconds: how old an answer may be; older ones are deleted.
    """

    def __init__(self, folder: Path, *, kept_seconds: float = KEPT_SECONDS) -> None:
        self._folder, self._kept_seconds = folder, kept_seconds
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            if not self._is_fresh(path):
                path.unlink(missing_ok=True)

    def find(self, url: str) -> Path | None:
        """Return the file with the answer of `url`, if there is one that is not too old."""
        path = self._path(url)
        return path if self._is_fresh(path) else None

    def keep(self, url: str, content: bytes) -> Path:
        """Store an answer whole or not at all; return its file."""
        path = self._path(url)
        draft = path.with_name(f"{path.name}.{os.getpid()}.part")
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        return path

    def _path(self, url: str) -> Path:
        return self._folder / hashlib.sha256(url.encode()).hexdigest()

    def _is_fresh(self, path: Path) -> bool:
        try:
            return time.time() - path.stat().st_mtime < self._kept_seconds
        except FileNotFoundError:
            return False
