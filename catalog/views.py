"""Pages of the catalogue: works, creators, venues, rooms, and the pictures on them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Page, Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog import selectors
from catalog.exceptions import UnknownPreset
from catalog.models import Artwork, ReferenceImage
from catalog.pages import ArtworkCard
from catalog.renditions import rendition

PageData = TypeVar("PageData")

# Divides into rows of two, three, four and six.
WORKS_PER_PAGE = 24
YEAR_IN_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True)
class ArtworkListPage:
    """One page of works. `text` is what was searched for; a URL is "" where there is no such page."""

    text: str
    total: int
    works: tuple[ArtworkCard, ...]
    number: int
    page_count: int
    previous_url: str
    next_url: str


@require_safe
def artwork_list(request: HttpRequest) -> HttpResponse:
    """Search and browse the works."""
    text = request.GET.get("q", "").strip()
    paginator = Paginator(selectors.search_artworks(text), WORKS_PER_PAGE)
    page = _artwork_list_page(text, paginator.get_page(request.GET.get("page")))
    return render(request, "catalog/artwork_list.html", {"page": page})


@require_safe
def artwork(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one work."""
    return render(request, "catalog/artwork.html", {"page": _or_404(selectors.artwork_page, pk)})


@require_safe
def creator(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a creator and their works."""
    return render(request, "catalog/creator.html", {"page": _or_404(selectors.creator_page, pk)})


@require_safe
def venue_list(request: HttpRequest) -> HttpResponse:
    """List the places to visit."""
    return render(request, "catalog/venue_list.html", {"venues": selectors.venue_list()})


@require_safe
def venue(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a venue and its rooms."""
    return render(request, "catalog/venue.html", {"page": _or_404(selectors.venue_page, pk)})


@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what hangs in a room."""
    return render(request, "catalog/room.html", {"page": _or_404(selectors.room_page, pk)})


@require_safe
@cache_control(public=True, max_age=YEAR_IN_SECONDS, immutable=True)
def picture(request: HttpRequest, pk: int, preset: str) -> FileResponse:
    """Send a reference image in one of the fixed sizes. Its row never changes, so caches may keep it for good."""
    image = get_object_or_404(ReferenceImage, pk=pk)
    try:
        path = rendition(image, preset)
    except (UnknownPreset, FileNotFoundError) as missing:
        raise Http404 from missing
    return FileResponse(path.open("rb"), content_type="image/jpeg")


def _or_404(read: Callable[[int], PageData], pk: int) -> PageData:
    try:
        return read(pk)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _artwork_list_page(text: str, found: "Page[Artwork]") -> ArtworkListPage:
    return ArtworkListPage(
        text=text,
        total=found.paginator.count,
        works=tuple(selectors.artwork_cards(work.pk for work in found).values()),
        number=found.number,
        page_count=found.paginator.num_pages,
        previous_url=_page_url(text, found.previous_page_number()) if found.has_previous() else "",
        next_url=_page_url(text, found.next_page_number()) if found.has_next() else "",
    )


def _page_url(text: str, number: int) -> str:
    query = {"q": text, "page": str(number)} if text else {"page": str(number)}
    return f"{reverse('artwork-list')}?{urlencode(query)}"
