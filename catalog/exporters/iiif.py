"""Works and their pictures as IIIF describes them: Presentation API 3.0, Image API 3.0 at level 0.

https://iiif.io/api/presentation/3.0/ · https://iiif.io/api/image/3.0/
Addresses are whole ones, below `site` ("https://art.example.org").
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from catalog.models import Artwork, Creator, ReferenceImage, Venue
from catalog.selectors.words import credit_words
from catalog.tiles import TILE, scale_factors, sent_size, sizes

PRESENTATION = "http://iiif.io/api/presentation/3/context.json"
IMAGE = "http://iiif.io/api/image/3/context.json"
# A thumbnail in a list is this wide or high at least.
THUMBNAIL = 200

Json = dict[str, Any]


@dataclass(frozen=True)
class Bundle:
    """What a collection is of: a venue's works ("venue"), or a creator's ("creator")."""

    kind: str
    owner: Venue | Creator
    works: Iterable[Artwork]
    """Those with a picture to hand on."""


def manifest(work: Artwork, pictures: Sequence[ReferenceImage], site: str) -> Json:
    """Return the manifest of a work with at least one picture; each picture is a canvas."""
    address = manifest_url(work.pk, site)
    described: Json = {
        "@context": PRESENTATION,
        "id": address,
        "type": "Manifest",
        "label": _words(work.title),
        "metadata": [_pair(label, value) for label, value in _facts(work) if value],
        "homepage": [_page(site + work.get_absolute_url(), work.title)],
        "seeAlso": [_linked_art(site + reverse("artwork-linked-art", args=[work.pk]))],
        "thumbnail": [_thumbnail(pictures[0], site)],
        "items": [_canvas(picture, number, address, site) for number, picture in enumerate(pictures, start=1)],
    }
    if work.description:
        described["summary"] = _words(work.description)
    return described | _rights(work.rights_uri or pictures[0].rights_uri, work.credit_line)


def collection(bundle: Bundle, site: str) -> Json:
    """Return the manifests of a venue's or creator's works."""
    items = [
        {"id": manifest_url(work.pk, site), "type": "Manifest", "label": _words(work.title)} for work in bundle.works
    ]
    return {
        "@context": PRESENTATION,
        "id": site + reverse("iiif-collection", args=[bundle.kind, bundle.owner.pk]),
        "type": "Collection",
        "label": _words(bundle.owner.name),
        "homepage": [_page(site + bundle.owner.get_absolute_url(), bundle.owner.name)],
        "items": items,
    }


def image_information(picture: ReferenceImage, site: str) -> Json:
    """Return what can be had of a picture: `info.json`."""
    width, height = sent_size(picture)
    return {
        "@context": IMAGE,
        **_service(picture, site),
        "protocol": "http://iiif.io/api/image",
        "width": width,
        "height": height,
        "sizes": [{"width": wide, "height": high} for wide, high in sizes(width, height)],
        "tiles": [{"width": TILE, "scaleFactors": list(scale_factors(width, height))}],
        **({"rights": _statement(picture.rights_uri)} if picture.rights_uri else {}),
    }


def manifest_url(artwork_id: int, site: str) -> str:
    """Return where a work's manifest is."""
    return site + reverse("iiif-manifest", args=[artwork_id])


def image_url(picture: ReferenceImage, site: str) -> str:
    """Return the base of a picture's addresses."""
    return site + reverse("iiif-image", args=[picture.pk])


def _facts(work: Artwork) -> Iterable[tuple[str, str]]:
    return (
        ("Creator", credit_words(work, work.attributions.all())),
        ("Date", work.date_label),
        ("Medium", work.medium),
        ("Dimensions", work.dimensions or work.size_label),
        ("Classification", work.classification),
        ("Culture", work.culture),
        ("Accession number", work.accession_number),
    )


def _canvas(picture: ReferenceImage, number: int, address: str, site: str) -> Json:
    canvas = f"{address}/canvas/{picture.pk}"
    width, height = sent_size(picture)
    painting = {
        "id": f"{canvas}/painting",
        "type": "Annotation",
        "motivation": "painting",
        "body": _image(picture, site, width, height),
        "target": canvas,
    }
    return {
        "id": canvas,
        "type": "Canvas",
        "label": _words(f"Picture {number}", "en"),
        "width": width,
        "height": height,
        "items": [{"id": f"{canvas}/page", "type": "AnnotationPage", "items": [painting]}],
        **_rights(picture.rights_uri, picture.credit),
    }


def _image(picture: ReferenceImage, site: str, width: int, height: int) -> Json:
    at_max = (width, height) == sent_size(picture)
    return {
        "id": f"{image_url(picture, site)}/full/{'max' if at_max else f'{width},{height}'}/0/default.jpg",
        "type": "Image",
        "format": "image/jpeg",
        "width": width,
        "height": height,
        "service": [_service(picture, site)],
    }


def _thumbnail(picture: ReferenceImage, site: str) -> Json:
    width, height = sent_size(picture)
    enough = [size for size in sizes(width, height) if max(size) >= THUMBNAIL]
    return _image(picture, site, *(enough[0] if enough else (width, height)))


def _service(picture: ReferenceImage, site: str) -> Json:
    return {"id": image_url(picture, site), "type": "ImageService3", "profile": "level0"}


def _rights(uri: str, credit: str) -> Json:
    said: Json = {"rights": _statement(uri)} if uri else {}
    if credit:
        said["requiredStatement"] = _pair("Attribution", credit)
    return said


def _statement(uri: str) -> str:
    """Return the address as IIIF, Creative Commons and RightsStatements.org define it: without TLS."""
    return uri.replace("https://", "http://", 1)


def _page(address: str, label: str) -> Json:
    return {"id": address, "type": "Text", "label": _words(label), "format": "text/html"}


def _linked_art(address: str) -> Json:
    return {"id": address, "type": "Dataset", "format": "application/ld+json", "profile": "https://linked.art/ns/v1/"}


def _pair(label: str, value: str) -> Json:
    return {"label": _words(label, "en"), "value": _words(value)}


def _words(text: str, language: str = "none") -> Json:
    return {language: [text]}
