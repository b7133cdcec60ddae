"""Adding and removing the pictures by which works are recognized."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import CASCADE, FileField, Q
from django.db.models.fields.files import FieldFile
from django.utils.module_loading import import_string

from catalog.inspecting import inspect_apart
from catalog.models import Artwork, ReferenceImage
from catalog.renditions import forget_renditions
from catalog.services.changes import Change, Journal, columns, references


def add_reference_image(
    artwork: Artwork,
    content: bytes,
    *,
    is_primary: bool | None = None,
    rights_uri: str = "",
    credit: str = "",
    public: bool = True,
    announce: bool = True,
) -> ReferenceImage:
    """Store a picture of `artwork` and, on commit, tell the recognizer; a picture that it has is returned as it is.

    Args:
        is_primary: shown first; by default when it is the work's only picture.
        public: False for what only staff may see.
        announce: False for those who add many: they call `announce_references` with all ids at once.

    Raises:
        UnreadablePicture: no JPEG, PNG, WebP or TIFF, damaged, or too large.
    """
    known = find_reference_image(artwork, content)
    if known:
        return known
    inspected = inspect_apart(content)
    image = ReferenceImage(
        artwork=artwork,
        file=ContentFile(inspected.content, name=f"picture{inspected.extension}"),
        sha256=inspected.sha256,
        given_sha256=_sha256(content),
        width=inspected.width,
        height=inspected.height,
        rights_uri=rights_uri,
        credit=credit,
        public=public,
    )
    return _insert(image, is_primary=is_primary, announce=announce)


def add_reference_images(
    artwork: Artwork, contents: Sequence[bytes], *, rights_uri: str = ""
) -> tuple[tuple[int, ...], tuple[Change, ...]]:
    """Store several pictures, the first of them to be shown first, and announce none; return their ids and changes.

    Raises:
        UnreadablePicture: one of them is none.
    """
    if not contents:
        return (), ()
    journal = Journal()
    shown_first = artwork.reference_images.filter(is_primary=True).first()
    if shown_first:
        journal.note(shown_first)
    new = [
        add_reference_image(artwork, content, is_primary=number == 0, rights_uri=rights_uri, announce=False)
        for number, content in enumerate(contents)
    ]
    if shown_first:
        shown_first.refresh_from_db()
    for image in new:
        journal.note_added(image)
    return tuple(image.pk for image in new), journal.changes()


def find_reference_image(artwork: Artwork, content: bytes) -> ReferenceImage | None:
    """Return the picture of `artwork` that was made from this very file, or that is stored as this very file."""
    sha256 = _sha256(content)
    return artwork.reference_images.filter(Q(given_sha256=sha256) | Q(sha256=sha256)).first()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _insert(image: ReferenceImage, *, is_primary: bool | None, announce: bool) -> ReferenceImage:
    """Save under a lock on the work: of two that add the same picture, or a first picture, at once, one waits."""
    with transaction.atomic():
        others = Artwork.objects.select_for_update().get(pk=image.artwork_id).reference_images
        known = others.filter(given_sha256=image.given_sha256).first()
        if known:
            return known
        image.is_primary = not others.exists() if is_primary is None else is_primary
        if image.is_primary:
            _show_none_first(image.artwork_id)
        image.save(force_insert=True)
        if announce:
            announce_references([image.pk])
    return image


def announce_references(ids: Sequence[int]) -> None:
    """Tell `settings.CATALOG_REFERENCE_LISTENER` of new pictures: once, with all ids, when they are committed."""
    if ids:
        listener = import_string(settings.CATALOG_REFERENCE_LISTENER)
        transaction.on_commit(partial(listener, list(ids)))


def make_primary(image: ReferenceImage) -> None:
    """Show `image` first among the pictures of its work."""
    with transaction.atomic():
        _show_none_first(image.artwork_id)
        image.is_primary = True
        image.save(update_fields=["is_primary"])


def _show_none_first(artwork_id: int) -> None:
    for shown in ReferenceImage.objects.filter(artwork=artwork_id, is_primary=True):
        shown.is_primary = False
        shown.save(update_fields=["is_primary"])


def replace_reference_image(image: ReferenceImage, content: bytes) -> ReferenceImage:
    """Put another version of a picture in its place, and announce it; the file and the renditions of the one before go.

    The new row takes over what is said of the picture, and which file it was made from: an import of that file adds
    nothing.

    Raises:
        UnreadablePicture: no JPEG, PNG, WebP or TIFF, damaged, or too large.
    """
    inspected = inspect_apart(content)
    version = ReferenceImage(
        artwork_id=image.artwork_id,
        file=ContentFile(inspected.content, name=f"picture{inspected.extension}"),
        sha256=inspected.sha256,
        given_sha256=image.given_sha256,
        width=inspected.width,
        height=inspected.height,
        rights_uri=image.rights_uri,
        credit=image.credit,
        public=image.public,
    )
    with transaction.atomic():
        transaction.on_commit(partial(_delete_files, str(image.file.name), image.sha256))
        image.delete()
        return _insert(version, is_primary=image.is_primary, announce=True)


def remove_reference_image(image: ReferenceImage, *, for_good: bool = False) -> None:
    """Delete a picture and what was made of it; the oldest of those left is shown first in its place.

    Its file stays while the history names it, so that the picture can be put back (`forget_removed_files`).

    Args:
        for_good: its file goes at once.
    """
    with transaction.atomic():
        heir = ReferenceImage.objects.filter(artwork=image.artwork_id).exclude(pk=image.pk).order_by("pk").first()
        was_primary = image.is_primary
        for file in _files_of_parts(image):
            transaction.on_commit(partial(file.storage.delete, str(file.name)))
        forget = partial(_delete_files, str(image.file.name)) if for_good else forget_renditions
        transaction.on_commit(partial(forget, image.sha256))
        image.delete()
        if was_primary and heir:
            make_primary(heir)


def _files_of_parts(image: ReferenceImage) -> Iterator[FieldFile]:
    """Give the files of what goes with a picture, in whichever app: nobody could name them any more."""
    for model, field in references(ReferenceImage):
        files = [column.attname for column in columns(model) if isinstance(column, FileField)]
        if files and field.remote_field.on_delete is CASCADE:
            for row in model._base_manager.filter(**{field.name: image.pk}):
                yield from filter(None, (getattr(row, name) for name in files))


def _delete_files(name: str, sha256: str) -> None:
    ReferenceImage.file.field.storage.delete(name)
    forget_renditions(sha256)
