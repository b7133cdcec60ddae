"""IIIF Presentation 2 and 3, https://iiif.io/api/presentation/: manifests, and collections of them.

The manifests are those whose addresses are given; the hosts of these addresses are asked, others only when they are
allowed. Its traps: a label is a text in version 2, a map of languages in version 3, and either may be a list; texts
hold HTML; a `service` is one or a list; a picture of level 0 exists in the one size that it is given in.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from catalog.importers.museum_client import Access, MuseumClient
from catalog.importers.museums.source import Found, Outcome, Source, Wanted, each_work
from catalog.importers.museums.words import is_named, maker, one_line, plain, size_in_text
from catalog.records import ArtworkRecord, CreatorRecord

ACCESS = Access(
    hosts=frozenset(),
    seconds_between=1.0,
    headers={"Accept": "application/ld+json, application/json;q=0.9, image/*;q=0.8"},
)
PIXELS = 1600
# What the catalogue keeps of an id; a longer address is known by its hash.
SOURCE_ID_LETTERS = 120
# How museums name the facts of a manifest, which has none of its own but label and rights. In small letters.
CREATOR = ("artist", "artist/maker", "creator", "maker", "painter", "künstler", "auteur", "artiste", "kunstenaar")
DATE = ("date", "date created", "created", "datierung", "datum", "dating")
MEDIUM = ("medium", "materials", "technique", "material", "physical description")
SIZE = ("dimensions", "size", "measurements", "maße", "extent")
NUMBER = ("accession number", "object number", "inventory number", "identifier", "shelfmark")
CREDIT = ("credit line", "credit", "provenance credit")

Json = dict[str, Any]


def record(manifest: Json) -> ArtworkRecord:
    """Return the work that a manifest describes. What it does not say stays as the catalogue has it."""
    facts = _facts(manifest)
    size = _fact(facts, SIZE)
    height, width, depth = size_in_text(size or "")
    address = str(manifest.get("id") or manifest["@id"])
    return ArtworkRecord(
        source="iiif",
        source_id=address if len(address) <= SOURCE_ID_LETTERS else hashlib.sha256(address.encode()).hexdigest(),
        source_url=address if address.startswith("http") else None,
        accession_number=_fact(facts, NUMBER),
        title=one_line(words(manifest["label"])) or "Untitled",
        creators=_creators(facts),
        date_text=_fact(facts, DATE),
        medium=_fact(facts, MEDIUM),
        dimensions=size,
        height_cm=height,
        width_cm=width,
        depth_cm=depth,
        credit_line=_fact(facts, CREDIT) or _required(manifest),
        rights_uri=_rights(manifest),
        description=plain(words(manifest.get("summary") or manifest.get("description"))) or None,
    )


def words(value: Any) -> str:
    """Return the text of any of the ways in which versions 2 and 3 write one; in English when there is a choice."""
    if isinstance(value, list):
        return _of_list(value)
    if not isinstance(value, dict):
        return "" if value is None else str(value)
    if "@value" in value:
        return str(value["@value"])
    return words(
        next((value[language] for language in ("en", "none", "@none") if language in value), None)
        or next(iter(value.values()), "")
    )


def _of_list(values: list[Any]) -> str:
    english = [item for item in values if isinstance(item, dict) and str(item.get("@language")).startswith("en")]
    translated = [item for item in values if isinstance(item, dict) and "@language" in item]
    return "\n".join(map(words, english or translated[:1] or values))


def _facts(manifest: Json) -> dict[str, str]:
    return {
        one_line(words(entry.get("label"))).lower().rstrip(":"): words(entry.get("value"))
        for entry in reversed(manifest.get("metadata") or [])
    }


def _fact(facts: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((one_line(facts[name]) for name in names if name in facts), None)


def _creators(facts: dict[str, str]) -> tuple[CreatorRecord, ...] | None:
    """Return the makers, one a line; "Whistler, James" comes first name first, "Whistler (American, 1834–1903)" too."""
    lines = next((plain(facts[name]).splitlines() for name in CREATOR if name in facts), None)
    return None if lines is None else tuple(_creator(line) for line in lines if is_named(line))


def _creator(line: str) -> CreatorRecord:
    name, _, about = line.partition(" (")
    surname, comma, forename = name.partition(", ")
    turned = bool(comma) and "," not in forename and not any(letter.isdigit() for letter in forename)
    return maker(f"{forename} {surname}" if turned else name, about.rstrip(")"), sort_name=name if turned else "")


def _required(manifest: Json) -> str | None:
    statement = manifest.get("requiredStatement") or {}
    text = words(statement.get("value")) or words(manifest.get("attribution"))
    return plain(text) or None


def _rights(manifest: Json) -> str | None:
    """Return an address; versions before 3 say anything."""
    given = words(manifest.get("rights") or manifest.get("license"))
    return given if given.startswith("http") else None


def picture(manifest: Json) -> str:
    """Return the address of the first canvas's picture, in a size that its server makes."""
    body = _body_3(manifest) if "items" in manifest else _body_2(manifest)
    address = str(body.get("id") or body.get("@id") or "")
    services = body.get("service") or []
    service = services if isinstance(services, dict) else (services or [{}])[0]
    base = str(service.get("id") or service.get("@id") or "").rstrip("/")
    return _secure(_sized(base, service, body) if base and _level(service) > 0 else address)


def _secure(address: str) -> str:
    """Return the encrypted address: older manifests name others, which their servers only forward by now."""
    return address.replace("http://", "https://", 1) if address.startswith("http://") else address


def _body_3(manifest: Json) -> Json:
    body = manifest["items"][0]["items"][0]["items"][0]["body"]
    first: Json = body[0] if isinstance(body, list) else body
    return (first.get("items") or [{}])[0] if first.get("type") == "Choice" else first


def _body_2(manifest: Json) -> Json:
    resource: Json = manifest["sequences"][0]["canvases"][0]["images"][0]["resource"]
    return resource.get("default") or resource


def _level(service: Json) -> int:
    """Return the compliance level: "level2", or an address that ends in it; nothing said is no promise."""
    profile = service.get("profile")
    name = str(profile[0] if isinstance(profile, list) and profile else profile)
    return next((level for level in (1, 2) if f"level{level}" in name), 0)


def _sized(base: str, service: Json, body: Json) -> str:
    """Ask for a width, which every server of level 1 makes; never for more than there is."""
    width = int(service.get("width") or body.get("width") or 0)
    whole = "max" if service.get("type") == "ImageService3" else "full"
    return f"{base}/full/{f'{PIXELS},' if width > PIXELS else whole}/0/default.jpg"


def works(client: MuseumClient, wanted: Wanted) -> Iterator[Outcome]:
    """Give the works of manifests, and of those in collections; ids, or else the query, are addresses."""
    addresses = wanted.ids or tuple(wanted.query.split())
    return each_work(_manifests(client, addresses), lambda address: _found(client.get_json(address)))


def _manifests(client: MuseumClient, addresses: tuple[str, ...]) -> Iterator[str]:
    """Give the addresses of manifests, in collections and in those within too; each once, so that none goes round."""
    waiting, seen = list(reversed(addresses)), set(addresses)
    while waiting:
        address = waiting.pop()
        data = client.get_json(address)
        if "Collection" not in str(data.get("type") or data.get("@type")):
            yield address
            continue
        members = [member for member in dict.fromkeys(_members(data)) if member not in seen]
        seen.update(members)
        waiting.extend(reversed(members))


def _members(collection: Json) -> list[str]:
    members = [collection.get(name) or [] for name in ("items", "manifests", "members", "collections")]
    return [_secure(str(member.get("id") or member["@id"])) for group in members for member in group]


def _found(manifest: Json) -> Found:
    return Found(record(manifest), picture(manifest))


IIIF = Source("iiif", "IIIF manifests and collections of any museum", ACCESS, works)
