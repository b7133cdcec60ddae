"""Works, creators and venues in Linked Art, a profile of CIDOC-CRM as JSON-LD: https://linked.art/model/

Only what the catalogue says outright is asserted: who is named with a qualifier ("workshop of") is named in words, and
made nothing. Types are of Getty's AAT, as Linked Art asks.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse

from catalog.exporters.iiif import image_url, manifest_url
from catalog.models import Artwork, Attribution, Creator, Placement, ReferenceImage, Venue
from catalog.selectors.words import credit_words

CONTEXT = "https://linked.art/ns/v1/linked-art.json"
AAT = "http://vocab.getty.edu/aat/"
ARTWORK = ("300133025", "Artwork")
PRIMARY, ALTERNATE = ("300404670", "Primary Name"), ("300264273", "Alternate Name")
ACCESSION, SYSTEM = ("300312355", "Accession Number"), ("300435704", "System-Assigned Number")
BRIEF = ("300418049", "Brief Text")
MATERIAL, CREDIT = ("300435429", "Material Statement"), ("300026687", "Credit Statement")
SIZE, MAKING = ("300435430", "Dimension Statement"), ("300435436", "Production Statement")
DESCRIPTION, BIOGRAPHY = ("300435416", "Description"), ("300435422", "Biography Statement")
WEB_PAGE, DIGITAL_IMAGE = ("300264578", "Web Page"), ("300215302", "Digital Image")
SIDES = {
    "height_cm": ("300055644", "Height"),
    "width_cm": ("300055647", "Width"),
    "depth_cm": ("300072633", "Depth"),
}
PLACES = {
    Venue.Kind.MUSEUM: ("300005768", "Museum (place)"),
    Venue.Kind.GALLERY: ("300240057", "Gallery (place)"),
    Venue.Kind.AUCTION_HOUSE: ("300005234", "Auction House (place)"),
}
CENTIMETERS = {"id": f"{AAT}300379098", "type": "MeasurementUnit", "_label": "centimeters"}
IMAGE_API, PRESENTATION_API = "http://iiif.io/api/image", "http://iiif.io/api/presentation"

Json = dict[str, Any]
Term = tuple[str, str]


def artwork(work: Artwork, present: Sequence[Placement], free: Sequence[ReferenceImage], site: str) -> Json:
    """Return a work as a HumanMadeObject; of its pictures those that may be handed on."""
    pages = [_web_page(site + work.get_absolute_url())]
    pages += [_manifest(manifest_url(work.pk, site))] if free else []
    return _filled(
        **_head("HumanMadeObject", site + reverse("artwork-linked-art", args=[work.pk]), work.title, ARTWORK),
        identified_by=[
            _name(work.title),
            *([_identifier(work.accession_number, ACCESSION)] if work.accession_number else []),
            _identifier(work.source_id, SYSTEM),
        ],
        referred_to_by=list(_statements(work)),
        produced_by=_production(work, site),
        dimension=[_dimension(work, side) for side in SIDES if getattr(work, side) is not None],
        current_location=_place(present[0].venue, site) if present else None,
        representation=[_visual(picture, site) for picture in free],
        subject_of=pages,
        equivalent=_equivalents("HumanMadeObject", work.wikidata_id),
    )


def creator(person: Creator, site: str) -> Json:
    """Return a creator as a Person."""
    others = [_name(name, ALTERNATE) for name in person.alternative_names]
    ulan = [{"id": f"http://vocab.getty.edu/ulan/{person.ulan_id}", "type": "Person"}] if person.ulan_id else []
    return _filled(
        **_head("Person", _creator_id(person, site), person.name),
        identified_by=[_name(person.name), *others],
        referred_to_by=[_statement(person.biography, BIOGRAPHY)] if person.biography else [],
        born=_life_event("Birth", person.birth_year),
        died=_life_event("Death", person.death_year),
        subject_of=[_web_page(site + person.get_absolute_url())],
        equivalent=[*ulan, *_equivalents("Person", person.wikidata_id)],
    )


def venue(place: Venue, site: str) -> Json:
    """Return a venue as the Place that one can stand in."""
    kind = PLACES[Venue.Kind(place.kind)]
    on_earth = place.latitude is not None and place.longitude is not None
    websites = [place.website] if place.website else []
    return _filled(
        **_head("Place", _venue_id(place, site), place.name, kind),
        identified_by=[_name(place.name)],
        defined_by=f"POINT({place.longitude} {place.latitude})" if on_earth else None,
        subject_of=[_web_page(address) for address in (site + place.get_absolute_url(), *websites)],
    )


def _head(kind: str, address: str, label: str, *terms: Term) -> Json:
    classified = {"classified_as": [_type(term) for term in terms]} if terms else {}
    return {"@context": CONTEXT, "id": address, "type": kind, "_label": label, **classified}


def _filled(**members: Any) -> Json:
    """Leave out what says nothing."""
    return {name: value for name, value in members.items() if value}


def _type(term: Term) -> Json:
    return {"id": AAT + term[0], "type": "Type", "_label": term[1]}


def _name(text: str, term: Term = PRIMARY) -> Json:
    return {"type": "Name", "content": text, "classified_as": [_type(term)]}


def _identifier(text: str, term: Term) -> Json:
    return {"type": "Identifier", "content": text, "classified_as": [_type(term)]}


def _statement(text: str, term: Term) -> Json:
    kind = _type(term) | {"classified_as": [_type(BRIEF)]}
    return {"type": "LinguisticObject", "content": text, "classified_as": [kind]}


def _statements(work: Artwork) -> Iterator[Json]:
    texts = {
        MAKING: credit_words(work, work.attributions.all()),
        MATERIAL: work.medium,
        SIZE: work.dimensions or work.size_label,
        CREDIT: work.credit_line,
        DESCRIPTION: work.description,
    }
    return (_statement(text, term) for term, text in texts.items() if text)


def _production(work: Artwork, site: str) -> Json | None:
    makers = [
        {"id": _creator_id(credit.creator, site), "type": "Person", "_label": credit.creator.name}
        for credit in work.attributions.all()
        if credit.qualifier == Attribution.Qualifier.ARTIST
    ]
    made = _filled(carried_out_by=makers, timespan=_timespan(work.begin_year, work.end_year, work.date_label))
    return {"type": "Production", **made} if made else None


def _timespan(begin: int | None, end: int | None, words: str = "") -> Json | None:
    span = _filled(
        identified_by=[{"type": "Name", "content": words}] if words else [],
        begin_of_the_begin=f"{iso_year(begin)}-01-01T00:00:00Z" if begin is not None else "",
        end_of_the_end=f"{iso_year(end)}-12-31T23:59:59Z" if end is not None else "",
    )
    return {"type": "TimeSpan", **span} if span else None


def iso_year(year: int) -> str:
    """Return a signed year as ISO 8601 and XSD 1.1 count: 1 BCE (-1) is the year 0, 480 BCE is "-0479"."""
    number = year if year > 0 else year + 1
    return f"{'-' if number < 0 else ''}{abs(number):04d}"


def _life_event(kind: str, year: int | None) -> Json | None:
    return {"type": kind, "timespan": _timespan(year, year)} if year is not None else None


def _dimension(work: Artwork, side: str) -> Json:
    value = float(getattr(work, side))
    return {"type": "Dimension", "value": value, "unit": CENTIMETERS, "classified_as": [_type(SIDES[side])]}


def _place(place: Venue, site: str) -> Json:
    return {"id": _venue_id(place, site), "type": "Place", "_label": place.name}


def _visual(picture: ReferenceImage, site: str) -> Json:
    base = image_url(picture, site)
    rights = picture.rights_uri or picture.artwork.rights_uri
    shown = {
        "type": "DigitalObject",
        "classified_as": [_type(DIGITAL_IMAGE)],
        "format": "image/jpeg",
        "access_point": [{"id": f"{base}/full/max/0/default.jpg", "type": "DigitalObject"}],
        "digitally_available_via": [
            {"type": "DigitalService", "access_point": [_digital(base)], **_follows(IMAGE_API)}
        ],
        "subject_to": [{"type": "Right", "classified_as": [{"id": rights, "type": "Type"}]}],
    }
    return {"type": "VisualItem", "digitally_shown_by": [shown]}


def _manifest(address: str) -> Json:
    carrier = {"type": "DigitalObject", "access_point": [_digital(address)], **_follows(PRESENTATION_API)}
    return {"type": "LinguisticObject", "digitally_carried_by": [carrier]}


def _web_page(address: str) -> Json:
    page = {"classified_as": [_type(WEB_PAGE)], "format": "text/html", "access_point": [_digital(address)]}
    return {"type": "LinguisticObject", "digitally_carried_by": [{"type": "DigitalObject", **page}]}


def _digital(address: str) -> Json:
    return {"id": address, "type": "DigitalObject"}


def _follows(standard: str) -> Json:
    return {"conforms_to": [{"id": standard, "type": "InformationObject"}]}


def _equivalents(kind: str, wikidata_id: str) -> list[Json]:
    return [{"id": f"http://www.wikidata.org/entity/{wikidata_id}", "type": kind}] if wikidata_id else []


def _creator_id(person: Creator, site: str) -> str:
    return site + reverse("creator-linked-art", args=[person.pk])


def _venue_id(place: Venue, site: str) -> str:
    return site + reverse("venue-linked-art", args=[place.pk])
