"""What a harvester asks for, read and checked as the protocol demands."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from django.core import signing
from django.db.models import BigAutoField

DAY, SECOND = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"
SALT = "catalog.exporters.oai"
SET = re.compile(r"venue:(\d{1,18})")


class OaiError(Exception):
    """A request that cannot be answered; `code` is one of the protocol's own (section 3.6)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Verb:
    """The arguments of a verb. A resumption token stands in place of all the others."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    resumable: bool = False


LISTS = Verb(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), resumable=True)
VERBS = {
    "Identify": Verb(),
    "ListMetadataFormats": Verb(optional=frozenset({"identifier"})),
    "ListSets": Verb(resumable=True),
    "ListIdentifiers": LISTS,
    "ListRecords": LISTS,
    "GetRecord": Verb(required=frozenset({"identifier", "metadataPrefix"})),
}


@dataclass(frozen=True)
class Selection:
    """Which records, and from where on. Times are ISO 8601 in UTC; `before` is the first moment that is too late."""

    prefix: str
    since: str = ""
    before: str = ""
    venue: int | None = None
    after_time: str = ""
    after_id: int = 0

    def moments(self) -> tuple[datetime.datetime | None, datetime.datetime | None]:
        """Return `since` and `before`."""
        since, before = (datetime.datetime.fromisoformat(text) if text else None for text in (self.since, self.before))
        return since, before

    def after(self) -> tuple[datetime.datetime, int] | None:
        """Return when the last record that was sent was saved, and its id."""
        return (datetime.datetime.fromisoformat(self.after_time), self.after_id) if self.after_time else None

    def token(self, after_time: str, after_id: int) -> str:
        """Return what asks for the records after this one."""
        return signing.dumps(asdict(replace(self, after_time=after_time, after_id=after_id)), salt=SALT)


def check_arguments(given: Mapping[str, list[str]]) -> tuple[str, dict[str, str]]:
    """Return the verb and its arguments.

    Raises:
        OaiError: no such verb, an argument that it has not, twice, or not at all.
    """
    verb = given.get("verb", [])
    if len(verb) != 1 or verb[0] not in VERBS:
        raise OaiError("badVerb", f"Give one verb of: {', '.join(VERBS)}.")
    rule, arguments = VERBS[verb[0]], {name: values for name, values in given.items() if name != "verb"}
    if any(len(values) != 1 for values in arguments.values()):
        raise OaiError("badArgument", "An argument is given twice.")
    if not _are_allowed(rule, set(arguments)):
        raise OaiError("badArgument", f"{verb[0]} needs {sorted(rule.required)}, and may have {sorted(rule.optional)}.")
    return verb[0], {name: values[0] for name, values in arguments.items()}


def _are_allowed(rule: Verb, names: set[str]) -> bool:
    if rule.resumable and names == {"resumptionToken"}:
        return True
    return rule.required <= names <= rule.required | rule.optional


def read_selection(arguments: Mapping[str, str]) -> Selection:
    """Return what a list is asked for.

    Raises:
        OaiError: a date, set or token cannot be understood.
    """
    if "resumptionToken" in arguments:
        return _resumed(arguments["resumptionToken"])
    since, until = arguments.get("from", ""), arguments.get("until", "")
    if since and until and (len(since) != len(until) or since > until):
        raise OaiError("badArgument", "from and until are of the same granularity, and from is not after until.")
    return Selection(
        prefix=arguments["metadataPrefix"],
        since=_moment(since).isoformat() if since else "",
        before=_end(until) if until else "",
        venue=_venue(arguments.get("set", "")),
    )


def _resumed(token: str) -> Selection:
    try:
        return Selection(**signing.loads(token, salt=SALT))
    except signing.BadSignature as error:
        raise OaiError("badResumptionToken", "This token was not given here. Begin the list anew.") from error


def _moment(text: str) -> datetime.datetime:
    form = DAY if len(text) == len("2026-01-31") else SECOND
    try:
        return datetime.datetime.strptime(f"{text}+0000", f"{form}%z")
    except ValueError as error:
        raise OaiError("badArgument", f"“{text}” is no date: write YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.") from error


def _end(text: str) -> str:
    """Return the first moment after a day or second; nothing when there is none, as after 9999-12-31."""
    try:
        return (_moment(text) + _granule(text)).isoformat()
    except OverflowError:
        return ""


def _granule(text: str) -> datetime.timedelta:
    return datetime.timedelta(days=1) if len(text) == len("2026-01-31") else datetime.timedelta(seconds=1)


def _venue(text: str) -> int | None:
    if not text:
        return None
    found = SET.fullmatch(text)
    if not found or int(found[1]) > BigAutoField.MAX_BIGINT:
        raise OaiError("noRecordsMatch", f"There is no set “{text}”. ListSets names them.")
    return int(found[1])
