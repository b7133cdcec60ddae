"""What search engines read in the page of a work: schema.org as JSON-LD, https://schema.org/VisualArtwork"""

import json
import re
from typing import Any

from django.utils.safestring import SafeString

from catalog.models.artworks import FREE_TO_HAND_ON
from catalog.pages import ArtworkPage, CreatorCredit, PictureView

# A data block is no script to the browser, and the content security policy does not ask for it; but "</script>" in a
# title would end it. As `json_script` does:
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}

Json = dict[str, Any]


def data_block(work: ArtworkPage, address: str, site: str) -> SafeString:
    """Return the element to put into the page of `work`, which is at `address`."""
    text = json.dumps(visual_artwork(work, address, site), ensure_ascii=False).translate(ESCAPES)
    # ESCAPES leaves no character that ends a script.
    return SafeString(f'<script type="application/ld+json">{text}</script>')  # nosec B703


def visual_artwork(work: ArtworkPage, address: str, site: str) -> Json:
    """Return a work as schema.org describes one; what is not known is left out."""
    card = work.card
    described = {
        "@context": "https://schema.org",
        "@type": "VisualArtwork",
        "@id": address,
        "url": address,
        "name": card.title,
        "creator": [_person(credit, site) for credit in work.creators if not credit.prefix],
        "dateCreated": card.date_text,
        "artMedium": card.medium,
        "artform": work.classification,
        "description": work.description,
        "identifier": work.accession_number,
        "creditText": card.credit_line,
        "license": work.rights_url,
        "sameAs": [link for link in (work.wikidata_url, work.source_url) if link],
        "image": [_image(picture, work, site) for picture in work.pictures if _is_free(picture, work)],
        "contentLocation": _place(work, site),
        **_size(work.size),
    }
    return {name: value for name, value in described.items() if value}


def _person(credit: CreatorCredit, site: str) -> Json:
    return {"@type": "Person", "name": credit.name, "url": site + credit.url}


def _is_free(picture: PictureView, work: ArtworkPage) -> bool:
    return re.match(FREE_TO_HAND_ON, picture.rights_url or work.rights_url) is not None


def _image(picture: PictureView, work: ArtworkPage, site: str) -> Json:
    credit = {"creditText": picture.credit} if picture.credit else {}
    address = {"contentUrl": site + picture.large_url, "license": picture.rights_url or work.rights_url}
    return {"@type": "ImageObject", **address, **credit}


def _place(work: ArtworkPage, site: str) -> Json | None:
    card = work.card
    return {"@type": "Place", "name": card.venue, "url": site + card.venue_url} if card.venue else None


def _size(size: tuple[float, float] | None) -> Json:
    if size is None:
        return {}
    high, wide = ({"@type": "QuantitativeValue", "value": side, "unitCode": "CMT"} for side in size)
    return {"height": high, "width": wide}
