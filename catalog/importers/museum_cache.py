"""What museums' servers answered, kept on the disk for a while: nothing is asked twice within it."""

import hashlib
import os
import time
import uuid
from pathlib import Path

KEPT_SECONDS = 7 * 24 * 3600


class Cache:
    """A folder of answers, named by the address that they came from. Those that are too old are deleted.

    Args:
        emptied: begin without any.
    """

    def __init__(self, folder: Path, *, emptied: bool = False) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            if emptied or not _is_fresh(path):
                path.unlink(missing_ok=True)

    def find(self, url: str) -> Path | None:
        """Return the file with the answer of `url`, if there is one that is not too old."""
        path = self._path(url)
        return path if _is_fresh(path) else None

    def keep(self, url: str, content: bytes) -> Path:
        """Store an answer whole or not at all; return its file."""
        path = self._path(url)
        draft = path.with_name(f"{uuid.uuid4().hex}.part")
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        return path

    def _path(self, url: str) -> Path:
        return self.folder / hashlib.sha256(url.encode()).hexdigest()


def _is_fresh(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime < KEPT_SECONDS
    except FileNotFoundError:
        return False
