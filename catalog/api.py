"""The catalogue as JSON, read-only. Every URL in it is a path on this site."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import BigAutoField, QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from django_filters import rest_framework as filters  # type: ignore[import-untyped]
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from access.models import Scope
from catalog import selectors
from catalog.api_serializers import serializer_of
from catalog.models import Artwork, Creator, Placement, Venue
from catalog.pages import ArtworkCard, ArtworkPage, CreatorLine, CreatorPage, VenueLine, VenuePage
from catalog.paging import CursorPages, pages_for

PageData = TypeVar("PageData")


class CatalogViewSet(GenericViewSet):
    """A list of lines and a page of each. Subclasses say by which dataclasses, and how they are read."""

    line: type
    page: type
    scope = Scope.CATALOG_READ
    pagination_class: Any = CursorPages
    lookup_value_converter = "int"

    @cached_property
    def paginator(self) -> BasePagination | None:
        """Return what pages the list; old programs page by offset."""
        return pages_for(self.request) if self.pagination_class else None

    def get_serializer_class(self) -> type[Serializer]:
        return serializer_of(self.line if self.action == "list" else self.page)

    def answer_page(self, read: Callable[[int], PageData], pk: int) -> Response:
        """Answer 404 when there is none."""
        try:
            page = read(pk)
        except ObjectDoesNotExist as error:
            raise Http404 from error
        return Response(self.get_serializer(page).data)


class IdFilter(filters.NumberFilter):
    """A number that an id can be: SQLite fails on one that is larger."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=BigAutoField.MAX_BIGINT, **options)


class ArtworkFilter(filters.FilterSet):
    """Which works; several filters narrow together."""

    search = filters.CharFilter(method="filter_search", label="Words of the title, numbers or creators' names.")
    creator = IdFilter(field_name="attributions__creator", label="Id of a creator.")
    venue = IdFilter(method="filter_place", label="Id of a venue where the work is now.")
    room = IdFilter(method="filter_place", label="Id of a room where the work is now.")
    on_view = filters.BooleanFilter(method="filter_on_view", label="Whether a visitor can stand before it now.")

    class Meta:
        model = Artwork
        fields = ("source", "source_id")

    def filter_search(self, works: QuerySet[Artwork], _name: str, text: str) -> QuerySet[Artwork]:
        return works.filter(pk__in=selectors.search_artworks(text).values("pk"))

    def filter_place(self, works: QuerySet[Artwork], name: str, value: int) -> QuerySet[Artwork]:
        now = Placement.objects.current().filter(**{name: value})
        return works.filter(pk__in=now.values("artwork"))

    def filter_on_view(self, works: QuerySet[Artwork], _name: str, value: bool) -> QuerySet[Artwork]:
        shown = Placement.objects.on_view().values("artwork")
        return works.filter(pk__in=shown) if value else works.exclude(pk__in=shown)


class ArtworkViewSet(CatalogViewSet):
    """Works: their cards, and all that is known of one."""

    queryset = Artwork.objects.all()
    line, page = ArtworkCard, ArtworkPage
    filterset_class = ArtworkFilter

    def list(self, _request: Request) -> Response:
        """Return the cards of works, by title."""
        works = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        cards = selectors.artwork_cards(work.pk for work in works)
        return self.get_paginated_response(self.get_serializer(list(cards.values()), many=True).data)

    def retrieve(self, _request: Request, pk: int) -> Response:
        """Return all that is known of a work; of one that was merged into another, of that."""
        return self.answer_page(selectors.artwork_page, selectors.current_artworks([pk]).get(pk, pk))


class CreatorFilter(filters.FilterSet):
    """Which creators."""

    search = filters.CharFilter(method="filter_search", label="Words of any of their names.")

    class Meta:
        model = Creator
        fields = ("ulan_id", "wikidata_id")

    def filter_search(self, creators: QuerySet[Creator], _name: str, text: str) -> QuerySet[Creator]:
        return creators.filter(pk__in=selectors.search_creators(text).values("pk"))


class CreatorViewSet(CatalogViewSet):
    """Creators, and the works of one."""

    queryset = Creator.objects.all()
    line, page = CreatorLine, CreatorPage
    filterset_class = CreatorFilter

    def list(self, _request: Request) -> Response:
        """Return creators by name."""
        creators = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        lines = selectors.creator_lines(creators)
        return self.get_paginated_response(self.get_serializer(lines, many=True).data)

    def retrieve(self, _request: Request, pk: int) -> Response:
        """Return a creator with their works, oldest first."""
        return self.answer_page(selectors.creator_page, pk)


class VenueViewSet(CatalogViewSet):
    """Venues that can be visited, and the rooms of one."""

    queryset = Venue.objects.all()
    line, page = VenueLine, VenuePage
    pagination_class = None
    filter_backends = ()

    def list(self, _request: Request) -> Response:
        """Return the venues that can be visited."""
        return Response(self.get_serializer(selectors.venue_list(), many=True).data)

    def retrieve(self, _request: Request, pk: int) -> Response:
        """Return a venue with its rooms by floor."""
        return self.answer_page(selectors.venue_page, pk)
