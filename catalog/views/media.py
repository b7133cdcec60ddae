"""Pictures, recordings and codes: what pages show besides text. Nothing is served by its path in the store."""

from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.audio import byte_range, media_type
from catalog.exceptions import UnknownPreset
from catalog.models import Artwork, FloorPlan, Recording, ReferenceImage, Room, Tour, Venue
from catalog.qr import draw_code
from catalog.renditions import Stored, rendition

YEAR_IN_SECONDS = 365 * 24 * 3600
DAY_IN_SECONDS = 24 * 3600
CODED: dict[str, type[Model]] = {"artwork": Artwork, "room": Room, "venue": Venue, "tour": Tour}


@require_safe
def picture(request: HttpRequest, pk: int, preset: str) -> FileResponse:
    """Send a reference image in one of the fixed sizes: to visitors if they may see it, else to staff alone.

    What it shows never changes, so caches may keep it for good.
    """
    image = get_object_or_404(ReferenceImage, pk=pk)
    if not image.public and not request.user.has_perm("catalog.view_referenceimage"):
        raise Http404
    response = _jpeg(image, preset)
    caching = {"public": True, "max_age": YEAR_IN_SECONDS, "immutable": True} if image.public else {"no_store": True}
    patch_cache_control(response, **caching)
    if image.public:  # what we hand on links to it from other sites
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@cache_control(public=True, max_age=DAY_IN_SECONDS)
def plan_picture(request: HttpRequest, pk: int) -> FileResponse:
    """Send what is drawn under the rooms of a floor."""
    return _jpeg(get_object_or_404(FloorPlan.objects.exclude(picture=""), pk=pk), "large")


@require_safe
@cache_control(public=True, max_age=DAY_IN_SECONDS)
def recording(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """Send a recording, or the part that a player asks for: Safari plays nothing that cannot be had in parts."""
    file = get_object_or_404(Recording, pk=pk).file
    kind = media_type(str(file.name))
    part = byte_range(request.headers.get("Range", ""), file.size)
    if part is None:
        return FileResponse(file.open("rb"), content_type=kind, headers={"Accept-Ranges": "bytes"})
    first, last = part
    with file.open("rb") as stored:
        stored.seek(first)
        response = HttpResponse(stored.read(last - first + 1), content_type=kind, status=206)
    response["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    return response


@require_safe
@cache_control(public=True, max_age=DAY_IN_SECONDS)
def qr_code(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Draw the code that opens the page of a work, room, venue or tour."""
    opened = get_object_or_404(CODED[name], pk=pk)
    address = request.build_absolute_uri(opened.get_absolute_url())  # type: ignore[attr-defined]
    return HttpResponse(draw_code(address), content_type="image/svg+xml")


def _jpeg(stored: Stored, preset: str) -> FileResponse:
    try:
        path = rendition(stored, preset)
    except (UnknownPreset, FileNotFoundError) as missing:
        raise Http404 from missing
    return FileResponse(path.open("rb"), content_type="image/jpeg")
