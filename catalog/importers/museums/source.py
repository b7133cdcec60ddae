"""What an importer of a museum's records is: where it may ask, and how to turn what it is told into works."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from catalog.exceptions import MuseumBusy, MuseumError
from catalog.importers.museum_client import Access, MuseumClient
from catalog.records import ArtworkRecord

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
PUBLIC_DOMAIN = "https://creativecommons.org/publicdomain/mark/1.0/"
IN_COPYRIGHT = "https://rightsstatements.org/vocab/InC/1.0/"
# What reading a record raises that is not as documented: a list for a text, a text for a number, nothing for something.
MALFORMED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


@dataclass(frozen=True)
class Wanted:
    """Which works to take: those of these ids, else those that the source finds for a query, else all."""

    query: str = ""
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """A work as a source tells it."""

    record: ArtworkRecord
    picture: str = ""
    """The address of the picture that shows all of it, if the source lets everybody use it."""


Outcome = Found | MuseumError


@dataclass(frozen=True)
class Source:
    """A museum, or a hub of museums. `works` gives them one by one, asking for more only when they are wanted."""

    name: str
    title: str
    access: Access
    works: Callable[[MuseumClient, Wanted], Iterator[Outcome]]


def each_work(names: Iterable[Any], take: Callable[[Any], Found]) -> Iterator[Outcome]:
    """Take one work after another; what is wrong with one comes in its place, and the others go on.

    Raises:
        MuseumBusy: the server answers nobody; the others would not be answered either.
        MuseumError: the list of them cannot be read.
    """
    for name in _listed(names):
        try:
            yield take(name)
        except MuseumBusy:
            raise
        except MuseumError as error:
            yield error
        except MALFORMED as error:
            yield MuseumError(f"{_label(name)}: the record is not as documented ({type(error).__name__}: {error}).")


def _listed(names: Iterable[Any]) -> Iterator[Any]:
    try:
        yield from names
    except MALFORMED as error:
        raise MuseumError(f"The list of works is not as documented ({type(error).__name__}: {error}).") from error


def _label(name: Any) -> str:
    if not isinstance(name, dict):
        return str(name)
    return str(name.get("id") or name.get("object_number") or name.get("title") or "A record")
