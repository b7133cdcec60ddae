"""Linked Art: the same as the pages, for programs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog import selectors
from catalog.exporters import linked_art
from catalog.models import Creator, Venue
from catalog.views.handing_on import HOUR, lead_on, linked_data, open_to_all, site_of

PROFILE = "https://linked.art/ns/v1/"


@require_safe
@open_to_all
@cache_control(public=True, max_age=HOUR)
@lead_on
def artwork_linked_art(request: HttpRequest, pk: int) -> HttpResponse:
    """Describe a work."""
    work: Any = get_object_or_404(selectors.works_to_hand_on(), pk=pk)
    return linked_data(linked_art.artwork(work, work.present, work.free, site_of(request)), PROFILE)


@require_safe
@open_to_all
@cache_control(public=True, max_age=HOUR)
def creator_linked_art(request: HttpRequest, pk: int) -> HttpResponse:
    """Describe a creator."""
    return linked_data(linked_art.creator(get_object_or_404(Creator, pk=pk), site_of(request)), PROFILE)


@require_safe
@open_to_all
@cache_control(public=True, max_age=HOUR)
def venue_linked_art(request: HttpRequest, pk: int) -> HttpResponse:
    """Describe a venue."""
    return linked_data(linked_art.venue(get_object_or_404(Venue, pk=pk), site_of(request)), PROFILE)
