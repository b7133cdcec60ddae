"""`manage.py compare_descriptors FOLDER --check MUSEUM…`: the table of docs/decisions/0001-descriptor.md."""

from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.management.progress import draw_progress
from recognition.core.embed_litert import LiteRtEmbedder
from recognition.evaluation import CannotMeasure, read_queries
from recognition.training.dataset import split_pictures, visits_to
from recognition.training.packaged import CheckpointNotInstalled, packaged_checkpoint
from recognition.training.real_photos import DEPTHS, PhotoCheck, Recall, read_known_photos
from recognition.training.workfolder import IterWrapper, replace_file

if TYPE_CHECKING:
    from recognition.training.compare import Variant

DISTRACTORS = 500


class Command(BaseCommand):
    """Every row changes one thing; features are kept in the work folder, so that a second run takes a minute."""

    help = "Measure trunks, sides, pooling, whitening and more by the CNN alone, on real photos; print a table."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the art images that teach, and the photos that are measured."""
        parser.add_argument("folder", type=Path, help="*.jpg, one artwork each")
        parser.add_argument("--check", type=Path, nargs="+", required=True, help="folders: catalog.csv, queries.csv")
        parser.add_argument("--split", default="choose", help="of the queries (default: choose)")
        parser.add_argument("--work", type=Path, default=settings.DATA_DIR / "training", help="what is kept")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure each variant and print its row."""
        try:
            self._compare(**options)
        except (CannotMeasure, CheckpointNotInstalled) as error:
            raise CommandError(str(error)) from error

    def _compare(self, folder: Path, check: list[Path], split: str, work: Path, **_: Any) -> None:
        from recognition.training import compare

        learning, held_out = split_pictures(folder)
        museum = read_check(check, split, held_out[:DISTRACTORS])

        @cache
        def seen(trunk: str, side: int) -> compare.Seen:
            progress = self._progress(f"{trunk} at {side}: pictures")
            embedder = pooled_embedder(work, trunk, side)
            return compare.Seen(
                work / embedder.fingerprint, embedder, museum, learning, visits_to(learning, work), progress
            )

        self.stdout.write(heading(museum))
        for variant in compare.VARIANTS:
            self.stdout.write(row(variant, compare.measure(seen(variant.trunk, variant.side), variant)))
        for trunk, side in compare.NETWORKS:
            self.stdout.write(f"{trunk} at {side}: {compare.time_view(seen(trunk, side).embedder):.1f} ms a view")

    def _progress(self, words: str) -> IterWrapper:
        return lambda items: draw_progress(self.stderr, words, len(items))(items)


def read_check(folders: list[Path], split: str, distractors: list[Path]) -> PhotoCheck:
    """Return the photos of a split in `folders`, to be found among their works and the distractors."""
    known = [read_known_photos(folder, read_queries(folder / "queries.csv", split)) for folder in folders]
    photos = tuple(photo for some, _ in known for photo in some)
    return PhotoCheck(photos, tuple(path for _, paths in known for path in paths), tuple(distractors))


def pooled_embedder(work: Path, trunk: str, side: int) -> LiteRtEmbedder:
    """Return the network that pools in every way, exporting it when it is not kept yet."""
    from recognition.training import compare, export
    from recognition.training.checkpoint import read_checkpoint

    path = work / f"{trunk}-{side}.tflite"
    if not path.exists():
        state = read_checkpoint(packaged_checkpoint(trunk))
        replace_file(path, lambda draft: export.export_litert(compare.build_pooled(trunk, side, state), draft))
    return LiteRtEmbedder(path)


def heading(museum: PhotoCheck) -> str:
    """Return the table's head, with what is measured on."""
    groups = sorted({photo.group for photo in museum.photos})
    counts = [sum(photo.group == group for photo in museum.photos) for group in groups]
    columns = " | ".join(f"{group} ({count})" for group, count in zip(groups, counts, strict=True))
    return (
        f"{len(museum.references)} works, {len(museum.distractors)} distractors; recall at {DEPTHS}\n\n"
        f"| variant | {columns} |\n|---|{'---|' * len(groups)}"
    )


def row(variant: "Variant", recall: Recall) -> str:
    """Return the table's row: what differs from the base, and the recall of each group."""
    cells = [" ".join(f"{share:.2f}" for share in recall[group].values()) for group in sorted(recall)]
    return f"| {in_words(variant)} | {' | '.join(cells)} |"


def in_words(variant: "Variant") -> str:
    """Return the fields of `variant` that are not the base's."""
    from recognition.training.compare import BASE

    changed = {name: value for name, value in asdict(variant).items() if value != getattr(BASE, name)}
    return ", ".join(f"{name} {value}" for name, value in changed.items()) or "base"
