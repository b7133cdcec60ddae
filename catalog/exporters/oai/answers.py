"""Answering harvesters: one XML document a request."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import BigAutoField, Min
from django.utils import timezone

from catalog.exporters.oai.records import FORMATS, Format, Work
from catalog.exporters.oai.requests import SECOND, OaiError, check_arguments, read_selection
from catalog.exporters.oai.xml import OAI, Element, add, permitted, root, to_bytes
from catalog.models import Artwork, Venue
from catalog.selectors import works_changed, works_to_hand_on

SCHEMA = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
NAME = "Artrecog"
# Records in one answer.
PAGE = 100
# A request that breaks the rules is not repeated in its answer (section 3.2).
UNREPEATABLE = ("badVerb", "badArgument")


@dataclass(frozen=True)
class Door:
    """Where the repository is: `base` is the address that is asked, `site` the one of its pages."""

    base: str
    site: str

    @property
    def host(self) -> str:
        return urlsplit(self.site).hostname or ""

    def identifier(self, pk: int) -> str:
        """Return what a record is called: "oai:art.example.org:12"."""
        return f"oai:{self.host}:{pk}"


def answer(given: Mapping[str, list[str]], base: str, site: str) -> bytes:
    """Return the answer to a request, or the protocol's error; both are OAI-PMH documents.

    Args:
        given: the request's arguments, each with all its values.
    """
    door = Door(base, site)
    document = root(OAI, "OAI-PMH", SCHEMA)
    add(document, "responseDate", _stamp(timezone.now()))
    request = add(document, "request", base)
    try:
        verb, arguments = check_arguments(given)
        element = _tell(verb, arguments, door)
        document.append(element)
    except OaiError as error:
        add(document, "error", str(error), {"code": error.code})
        if error.code in UNREPEATABLE:
            return to_bytes(document)
    request.attrib.update({name: permitted(values[0]) for name, values in given.items()})
    return to_bytes(document)


def _tell(verb: str, arguments: Mapping[str, str], door: Door) -> Element:
    element = Element(f"{{{OAI}}}{verb}")
    TELLERS[verb](element, arguments, door)
    return element


def _identify(element: Element, _arguments: Mapping[str, str], door: Door) -> None:
    earliest = Artwork.objects.aggregate(first=Min("changed_at"))["first"]
    for name, text in (
        ("repositoryName", NAME),
        ("baseURL", door.base),
        ("protocolVersion", "2.0"),
        ("adminEmail", settings.ADMIN_EMAIL or f"webmaster@{door.host}"),
        ("earliestDatestamp", _stamp(earliest or timezone.now())),
        # What is removed leaves no trace: harvesters fetch everything anew now and then.
        ("deletedRecord", "no"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    ):
        add(element, name, text)


def _list_formats(element: Element, arguments: Mapping[str, str], door: Door) -> None:
    if "identifier" in arguments:
        _work(arguments["identifier"], door)
    for prefix, described in FORMATS.items():
        one = add(element, "metadataFormat")
        for name, text in (
            ("metadataPrefix", prefix),
            ("schema", described.schema),
            ("metadataNamespace", described.namespace),
        ):
            add(one, name, text)


def _list_sets(element: Element, arguments: Mapping[str, str], _door: Door) -> None:
    if arguments:
        raise OaiError("badResumptionToken", "The list of sets is never continued.")
    venues = Venue.objects.order_by("pk")
    if not venues:
        raise OaiError("noSetHierarchy", "There is no venue yet, and so no set.")
    for venue in venues:
        one = add(element, "set")
        add(one, "setSpec", f"venue:{venue.pk}")
        add(one, "setName", str(venue))


def _list(element: Element, arguments: Mapping[str, str], door: Door, write: Callable[..., None]) -> None:
    selection = read_selection(arguments)
    described = _format(selection.prefix)
    works = list(works_changed(*selection.moments(), selection.venue, selection.after())[: PAGE + 1])
    if not works:
        raise OaiError("noRecordsMatch", "No record is of that time and set.")
    for work in works[:PAGE]:
        write(element, work, described, door)
    if len(works) > PAGE or "resumptionToken" in arguments:
        last = works[PAGE - 1] if len(works) > PAGE else None
        add(element, "resumptionToken", selection.token(last.changed_at.isoformat(), last.pk) if last else "")


def _list_identifiers(element: Element, arguments: Mapping[str, str], door: Door) -> None:
    _list(element, arguments, door, _header)


def _list_records(element: Element, arguments: Mapping[str, str], door: Door) -> None:
    _list(element, arguments, door, _record)


def _get_record(element: Element, arguments: Mapping[str, str], door: Door) -> None:
    work = _work(arguments["identifier"], door)
    _record(element, work, _format(arguments["metadataPrefix"]), door)


def _record(parent: Element, work: Work, described: Format, door: Door) -> None:
    record = add(parent, "record")
    _header(record, work, described, door)
    add(record, "metadata").append(described.write(work, door.site))


def _header(parent: Element, work: Work, _described: Format, door: Door) -> None:
    header = add(parent, "header")
    add(header, "identifier", door.identifier(work.pk))
    add(header, "datestamp", _stamp(work.changed_at))
    for placement in work.present:
        add(header, "setSpec", f"venue:{placement.venue_id}")


def _format(prefix: str) -> Format:
    if prefix not in FORMATS:
        raise OaiError("cannotDisseminateFormat", f"Records are in: {', '.join(FORMATS)}.")
    return FORMATS[prefix]


def _work(identifier: str, door: Door) -> Work:
    number = identifier.removeprefix(door.identifier(0)[:-1])
    if number.isascii() and number.isdecimal() and int(number) <= BigAutoField.MAX_BIGINT:
        work = works_to_hand_on().filter(pk=int(number)).first()
        if work and door.identifier(work.pk) == identifier:
            return work
    raise OaiError("idDoesNotExist", "There is no record of that name.")


def _stamp(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime(SECOND)


TELLERS: dict[str, Callable[[Element, Mapping[str, str], Door], None]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_formats,
    "ListSets": _list_sets,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
    "GetRecord": _get_record,
}
