"""How the API's lists are cut into pages.

By cursor: a page begins after the row that the page before ended with, so rows that are added or removed meanwhile
shift nothing. Programs that ask with `offset` are answered as before, and told that this way is on its way out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Left
from rest_framework.exceptions import APIException
from rest_framework.pagination import BasePagination, CursorPagination, LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from artrecog.deprecation import deprecated

USUAL_ROWS = 50
MOST_ROWS = 200
# Rows are ordered by so many letters of their names, then by id: more would make addresses too long.
ORDERED_LETTERS = 120
SALT = "catalog.paging"


class InvalidCursor(APIException):
    """No cursor of ours, or not of this list."""

    status_code, default_code = 400, "invalid_cursor"
    default_detail = "This cursor is none that was given out. Begin again without one."


@dataclass(frozen=True)
class Place:
    """Between two rows: before or after the row of this name and id."""

    name: str
    pk: int
    is_backwards: bool = False

    @classmethod
    def read(cls, text: str, model: type[Model]) -> "Place":
        """Return what `written` wrote; signed, so that nothing else comes near the database."""
        try:
            label, name, pk, is_backwards = signing.loads(text, salt=SALT)
        except signing.BadSignature as error:
            raise InvalidCursor from error
        if label != model._meta.label_lower:
            raise InvalidCursor
        return cls(name, pk, is_backwards)

    def written(self, model: type[Model]) -> str:
        """Return this place in letters that an address may have."""
        return signing.dumps([model._meta.label_lower, self.name, self.pk, self.is_backwards], salt=SALT, compress=True)

    def beyond(self) -> Q:
        """Return the condition for the rows that lie beyond."""
        way = "lt" if self.is_backwards else "gt"
        return Q(**{f"place__{way}": self.name}) | Q(**{"place": self.name, f"pk__{way}": self.pk})


class CursorPages(CursorPagination):
    """Fifty at a time, two hundred at most, by name; works and creators have one in `search_text`."""

    page_size = USUAL_ROWS
    page_size_query_param = "limit"
    max_page_size = MOST_ROWS
    page_size_query_description = f"Rows of a page, {MOST_ROWS} at most."
    cursor_query_description = "Where a page begins; `next` and `previous` have it."

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the rows of the page that is asked for, and note whether there are more on either side."""
        text = request.query_params.get(self.cursor_query_param)
        start = Place.read(text, queryset.model) if text else None
        self.address, self.model, self.count = request.build_absolute_uri(), queryset.model, queryset.count()
        size = self.get_page_size(request) or USUAL_ROWS
        is_backwards = bool(start and start.is_backwards)
        found = list(_beyond(queryset, start)[: size + 1])
        rows = found[size - 1 :: -1] if is_backwards else found[:size]
        more, came_from = len(found) > size, start is not None
        before, after = (more, came_from) if is_backwards else (came_from, more)
        self.previous = self._link(rows[0], is_backwards=True) if rows and before else None
        self.next = self._link(rows[-1], is_backwards=False) if rows and after else None
        return rows

    def get_next_link(self) -> str | None:
        return self.next

    def get_previous_link(self) -> str | None:
        return self.previous

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"count": self.count, "next": self.next, "previous": self.previous, "results": data})

    def get_paginated_response_schema(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "description": "Rows of all pages."},
                "next": link,
                "previous": link,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        offset = {
            "name": "offset",
            "in": "query",
            "required": False,
            "deprecated": True,
            "description": "Rows to leave out, for programs that do not know cursors yet.",
            "schema": {"type": "integer"},
        }
        return [*super().get_schema_operation_parameters(view), offset]

    def _link(self, row: Any, *, is_backwards: bool) -> str:
        place = Place(row.place, row.pk, is_backwards)
        return replace_query_param(self.address, self.cursor_query_param, place.written(self.model))


class OffsetPages(LimitOffsetPagination):
    """As lists were paged before there were cursors."""

    default_limit, max_limit = USUAL_ROWS, MOST_ROWS

    def get_paginated_response(self, data: Any) -> Response:
        return deprecated(super().get_paginated_response(data), "offset paging")


def pages_for(request: Request) -> BasePagination:
    """Return what pages this request: by offset when it names one."""
    return OffsetPages() if "offset" in request.query_params else CursorPages()


def _beyond(rows: QuerySet[Any], start: Place | None) -> QuerySet[Any]:
    placed: QuerySet[Any] = rows.annotate(place=Left("search_text", ORDERED_LETTERS))
    if start is None:
        return placed.order_by("place", "pk")
    ordering = ("-place", "-pk") if start.is_backwards else ("place", "pk")
    return placed.filter(start.beyond()).order_by(*ordering)
