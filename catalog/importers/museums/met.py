"""The Metropolitan Museum of Art, https://metmuseum.github.io/ (records: `catalog.importers.met`).

Its traps: a search that finds nothing says `null`; `total` counts works about a name too, not only those by it; a
picture that may not be given away is "".
"""

from collections.abc import Iterator
from urllib.parse import quote

from catalog.importers.met import Json, met_record
from catalog.importers.museum_client import Access, MuseumClient
from catalog.importers.museums.source import Found, Outcome, Source, Wanted, each_work

API = "https://collectionapi.metmuseum.org/public/collection/v1"
ACCESS = Access(
    hosts=frozenset({"collectionapi.metmuseum.org", "images.metmuseum.org"}),
    seconds_between=0.1,  # it allows 80 a second
)


def found(data: Json) -> Found:
    """Return the work of one object, with its smaller picture: the original may have a hundred megapixels."""
    picture = str(data.get("primaryImageSmall") or data.get("primaryImage") or "")
    return Found(met_record(data), picture if data.get("isPublicDomain") else "")


def works(client: MuseumClient, wanted: Wanted) -> Iterator[Outcome]:
    """Give the works; a query is searched in everything, and only works with pictures are found."""
    ids = wanted.ids or _ids(client, wanted.query)
    return each_work(ids, lambda number: found(client.get_json(f"{API}/objects/{quote(number)}")))


def _ids(client: MuseumClient, query: str) -> Iterator[str]:
    answer = (
        client.get_json(f"{API}/search", {"hasImages": "true", "q": query})
        if query
        else client.get_json(f"{API}/objects")
    )
    yield from map(str, answer["objectIDs"] or ())


MET = Source("met", "The Metropolitan Museum of Art", ACCESS, works)
