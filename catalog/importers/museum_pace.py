"""How often a source is asked, by all processes of this machine together: commands, workers and the site."""

import fcntl
import os
import time
from pathlib import Path


class Pace:
    """A distance in time from the start of one request to the start of the next.

    The file says when the last one started; who wants to start the next locks it until then.
    """

    def __init__(self, path: Path, seconds: float) -> None:
        self._path, self._seconds = path, seconds

    def keep(self) -> None:
        """Wait until the next request may start, and note that it does."""
        is_first = not self._path.exists()
        with self._path.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            wait = 0.0 if is_first else os.fstat(file.fileno()).st_mtime + self._seconds - time.time()
            # A clock that was set back must not stop us for as long.
            if wait > 0:
                time.sleep(min(wait, self._seconds))
            os.utime(self._path)
