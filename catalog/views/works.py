"""Pages of works and their creators."""

from dataclasses import asdict, dataclass, replace

from django.core.paginator import Page, Paginator
from django.db.models import BigAutoField, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from access.limiting import limited
from catalog import presenters, selectors
from catalog.models import Artwork
from catalog.pages import ArtworkCard
from catalog.views.finding import or_404
from catalog.views.handing_on import lead_on

# Divides into rows of two, three, four and six.
WORKS_PER_PAGE = 24


@dataclass(frozen=True)
class ArtworkListPage:
    """One page of works. A URL is "" where there is no such page."""

    text: str
    """What was searched for."""
    meant: str
    """What was searched for instead, because `text` found nothing."""
    filters: tuple[str, ...]
    """What else narrows the list, in words."""
    hidden: tuple[tuple[str, str], ...]
    """The same, as the search form hands it on."""
    total: int
    works: tuple[ArtworkCard, ...]
    number: int
    page_count: int
    previous_url: str
    next_url: str


@require_safe
def artwork_list(request: HttpRequest) -> HttpResponse:
    """Search and browse the works."""
    wish = _wish(request.GET)
    meant, works = _found(wish)
    page = Paginator(works, WORKS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "catalog/artwork_list.html", {"page": _artwork_list_page(wish, meant, page)})


@require_safe
@lead_on
def artwork(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one work; a printed code may still name one that was merged into it."""
    page = or_404(presenters.artwork_view, pk, request.build_absolute_uri(request.path))
    return render(request, "catalog/artwork.html", {"page": page})


@require_safe
def creator(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a creator and their works."""
    return render(request, "catalog/creator.html", {"page": or_404(selectors.creator_page, pk)})


@require_safe
@limited("suggestions")
def suggestions(request: HttpRequest) -> JsonResponse:
    """Answer what a visitor may be about to type."""
    return JsonResponse({"suggestions": selectors.suggestions(request.GET.get("q", ""))})


def _wish(query: QueryDict) -> selectors.Wish:
    """Read the query; what is no number that an id or a year can be is left aside."""
    return selectors.Wish(
        text=query.get("q", "").strip(),
        venue=_id(query.get("venue", "")),
        room=_id(query.get("room", "")),
        floor=_plain(query.get("floor", ""))[:40],
        creator=_id(query.get("creator", "")),
        since=_century(query.get("since", "")),
        material=_plain(query.get("material", ""))[:60],
    )


def _plain(text: str) -> str:
    """Return a text that PostgreSQL takes, which refuses NUL."""
    return text.replace("\0", "").strip()


def _id(text: str) -> int | None:
    number = int(text) if text.isdecimal() and len(text) < len(str(BigAutoField.MAX_BIGINT)) else None
    return number or None


def _century(text: str) -> int | None:
    return int(text) if text.lstrip("-").isdecimal() and len(text) <= len("-10000") and text.rfind("-") < 1 else None


def _found(wish: selectors.Wish) -> tuple[str, QuerySet[Artwork]]:
    """Return the works, and what was searched for in place of words that found nothing."""
    works = selectors.browse_artworks(wish)
    meant = selectors.mend(wish.text) if wish.text and not works.exists() else ""
    mended = selectors.browse_artworks(replace(wish, text=meant)) if meant else works
    return (meant, mended) if meant and mended.exists() else ("", works)


def _artwork_list_page(wish: selectors.Wish, meant: str, found: "Page[Artwork]") -> ArtworkListPage:
    query = _query(wish)
    return ArtworkListPage(
        text=wish.text,
        meant=meant,
        filters=selectors.wish_words(wish),
        hidden=tuple((name, value) for name, value in query.items() if name != "q"),
        total=found.paginator.count,
        works=tuple(selectors.artwork_cards(work.pk for work in found).values()),
        number=found.number,
        page_count=found.paginator.num_pages,
        previous_url=_page_url(query, found.previous_page_number()) if found.has_previous() else "",
        next_url=_page_url(query, found.next_page_number()) if found.has_next() else "",
    )


def _query(wish: selectors.Wish) -> dict[str, str]:
    asked = {name: value for name, value in asdict(wish).items() if value not in ("", None)}
    return {("q" if name == "text" else name): str(value) for name, value in asked.items()}


def _page_url(query: dict[str, str], number: int) -> str:
    return f"{reverse('artwork-list')}?{urlencode({**query, 'page': str(number)})}"
