"""Files that visitors and curators send are kept whole or not at all."""

from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Django's storage leaves what it had written when the disk is full; this removes it."""

    def _save(self, name: str, content: Any) -> str:
        try:
            saved: str = super()._save(name, content)  # type: ignore[misc]  # the stubs know public methods only
        except OSError:
            self.delete(name)
            raise
        return saved
