"""IIIF: what viewers of other sites ask for."""

from collections.abc import Callable
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog import selectors
from catalog.exporters import iiif
from catalog.models import Creator, ReferenceImage, Venue
from catalog.tiles import part_file
from catalog.views.handing_on import HOUR, lead_on, linked_data, open_to_all, site_of

OWNERS: dict[str, type[Venue] | type[Creator]] = {"venue": Venue, "creator": Creator}
PICTURES: Callable[[], Any] = ReferenceImage.objects.handed_on


@require_safe
@open_to_all
@cache_control(public=True, max_age=HOUR)
@lead_on
def iiif_manifest(request: HttpRequest, pk: int) -> HttpResponse:
    """Describe a work and its pictures; without a picture to hand on there is nothing to view."""
    work: Any = get_object_or_404(selectors.works_to_hand_on(), pk=pk)
    if not work.free:
        raise Http404
    return linked_data(iiif.manifest(work, work.free, site_of(request)), iiif.PRESENTATION)


@require_safe
@open_to_all
@cache_control(public=True, max_age=HOUR)
def iiif_collection(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """List the manifests of a venue's or creator's works."""
    if kind not in OWNERS:
        raise Http404
    owner: Any = get_object_or_404(OWNERS[kind], pk=pk)
    bundle = iiif.Bundle(kind, owner, selectors.works_with_free_pictures(owner))
    return linked_data(iiif.collection(bundle, site_of(request)), iiif.PRESENTATION)


@require_safe
@open_to_all
def iiif_image(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a picture's base address to what can be had of it, as the Image API asks."""
    get_object_or_404(PICTURES(), pk=pk)
    response = HttpResponseRedirect(reverse("iiif-info", args=[pk]))
    response.status_code = 303
    return response


@require_safe
@open_to_all
@cache_control(public=True, max_age=HOUR)
def iiif_info(request: HttpRequest, pk: int) -> HttpResponse:
    """Say in which sizes and tiles a picture can be had."""
    picture = get_object_or_404(PICTURES(), pk=pk)
    return linked_data(iiif.image_information(picture, site_of(request)), iiif.IMAGE)


@require_safe
@open_to_all
@cache_control(public=True, max_age=HOUR)
def iiif_part(request: HttpRequest, pk: int, region: str, size: str) -> FileResponse:
    """Send a picture or a tile of it."""
    picture = get_object_or_404(PICTURES(), pk=pk)
    try:
        path = part_file(picture, f"{region}/{size}")
    except (KeyError, FileNotFoundError) as missing:
        raise Http404 from missing
    return FileResponse(path.open("rb"), content_type="image/jpeg")
