"""What the service worker keeps before anybody asks: the pages and files that a visitor without a network needs."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

PAGES = ("scan", "offline", "collection")
# Our own styles and scripts; what packages ship serves the desk and the API's documentation.
KEPT_ENDINGS = (".css", ".js", ".svg")


@dataclass(frozen=True)
class Shell:
    """Addresses as JSON lists. `version` changes with any of the files: another version is another cache."""

    version: str
    pages: str
    files: str
    static: str
    offline: str


def shell() -> Shell:
    """Return what to keep now."""
    files = own_files()
    return Shell(
        version=hashlib.sha256(b"".join(path.read_bytes() for path in files.values())).hexdigest()[:12],
        pages=json.dumps([reverse(page) for page in PAGES]),
        files=json.dumps([static(name) for name in files]),
        static=settings.STATIC_URL,
        offline=reverse("offline"),
    )


def own_files() -> dict[str, Path]:
    """Return the site's own static files that pages need, by their names."""
    folders = [Path(folder) for folder in settings.STATICFILES_DIRS]
    paths = ((path, folder) for folder in folders for path in sorted(folder.rglob("*")))
    return {path.relative_to(folder).as_posix(): path for path, folder in paths if path.suffix in KEPT_ENDINGS}
