"""Pages around a photo: taking it, waiting for its answer, reading the answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseGone, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh
from django_htmx.middleware import HtmxDetails

from access.allowances import asker_of, stated_size, take_photo
from access.limiting import limited, refusal, say_when
from access.refusals import Refused
from artrecog.api_errors import error_body
from catalog.models import ReferenceImage
from catalog.selectors import artwork_cards
from recognition.core.errors import EmptyPhoto, PhotoError, RecognitionError
from recognition.drawings import Picture
from recognition.explaining import RETRY_SECONDS, ExplainerBusy, NothingToExplain, explain, paint
from recognition.intake import UnknownExample, accept_example, accept_upload, example_photos, resume, small_example
from recognition.models import Recognition
from recognition.presenters import (
    Example,
    ProgressPage,
    ResultPage,
    SaliencyPage,
    ScanPage,
    ids_in,
    kept_words,
    progress_page,
    result_page,
)
from recognition.refusals import retry_seconds, status_of

GONE = 410
Explained = TypeVar("Explained")


class HtmxRequest(HttpRequest):
    """What django-htmx makes of a request."""

    htmx: HtmxDetails


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("Accept")
def scan(request: HttpRequest) -> HttpResponse:
    """Offer to take a photo; take it, and lead to its answer. A script that asks for JSON gets the address."""
    if request.method != "POST":
        return _scan_page(request)
    try:
        taken = _take_photo(request)
    except PhotoError as error:
        return refuse(request, error)
    except Refused as refused:
        return refuse_for_now(request, refused)
    url = reverse("recognition", args=[taken.pk])
    response = redirect(url) if request.accepts("text/html") else JsonResponse({"url": url}, status=201)
    import_string(settings.SCAN_LISTENER)(request, response, taken)
    return response


@require_safe
@vary_on_headers("HX-Request")
@cache_control(private=True, no_cache=True)
def recognition(request: HtmxRequest, pk: UUID) -> HttpResponse:
    """Show the answer, or how far it is. htmx asks again and again and is told when to load the page anew."""
    row = get_object_or_404(Recognition, pk=pk)
    resume(row)
    if row.forgotten_at:
        return render(request, "recognition/forgotten.html", status=GONE)
    if request.htmx:
        return _news(request, row)
    if not row.is_finished:
        return render(request, "recognition/progress.html", {"page": _progress_page(row)})
    return render(request, "recognition/result.html", {"page": _result_page(row)})


@require_safe
@cache_control(private=True, max_age=24 * 3600, immutable=True)
def recognition_photo(request: HttpRequest, pk: UUID) -> HttpResponse | FileResponse:
    """Send the stored photo: to its visitor's own cache only. `HeadersMiddleware` makes it inert.

    410 when its days are over.
    """
    row = get_object_or_404(Recognition, pk=pk)
    if not row.photo:
        return HttpResponseGone()
    try:
        photo = row.photo.open()
    except FileNotFoundError as missing:
        raise Http404 from missing
    return FileResponse(photo, content_type="image/jpeg")


def later_when_busy(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 503 while this process explains another answer."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        try:
            return view(request, *args, **options)
        except ExplainerBusy as busy:
            later = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
            return HttpResponse(str(busy), status=503, content_type="text/plain; charset=utf-8", headers=later)

    return answered


@require_safe
@limited("saliency")
@later_when_busy
def saliency(request: HttpRequest, pk: UUID, artwork: int) -> HttpResponse:
    """Show what the network looked at to find a work of the answer."""
    row = get_object_or_404(Recognition, pk=pk)
    _explain_or_404(explain, row, artwork)
    return render(request, "recognition/saliency.html", {"page": _saliency_page(row, artwork)})


@require_safe
@limited("saliency")
@later_when_busy
@cache_control(private=True, max_age=3600)
def saliency_picture(request: HttpRequest, pk: UUID, artwork: int) -> HttpResponse:
    """Send the photo with the parts colored that made the network think of a work; worked out when first asked for."""
    row = get_object_or_404(Recognition, pk=pk)
    return HttpResponse(_explain_or_404(paint, row, artwork), content_type="image/jpeg")


@require_safe
@cache_control(public=True, max_age=3600)
def example_photo(request: HttpRequest, name: str) -> HttpResponse:
    """Send one of the example photos, small: the start page shows a dozen; which one is tapped is sent by its name."""
    try:
        return HttpResponse(small_example(name).read_bytes(), content_type="image/jpeg")
    except UnknownExample as unknown:
        raise Http404 from unknown


def refuse(request: HttpRequest, error: RecognitionError) -> HttpResponse:
    """Say what is wrong with a photo and what to do: in place on the start page, or to a script."""
    if request.accepts("text/html"):
        response = _scan_page(request, error.message, status_of(error))
    else:
        response = JsonResponse(error_body(error.code, error.message), status=status_of(error))
    if seconds := retry_seconds(error):
        response.headers["Retry-After"] = str(seconds)
    return response


def refuse_for_now(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Say that it is too much now: in place on the start page, or to a script, which may try again by itself."""
    if request.accepts("text/html"):
        return say_when(_scan_page(request, str(refused.detail), refused.status_code), refused)
    return refusal(refused)


def _explain_or_404(work_out: Callable[[Recognition, int], Explained], row: Recognition, artwork: int) -> Explained:
    try:
        return work_out(row, artwork)
    except NothingToExplain as nothing:
        raise Http404 from nothing


def _saliency_page(row: Recognition, artwork: int) -> SaliencyPage:
    picture = Picture(reverse("saliency-picture", args=[row.pk, artwork]), row.width, row.height)
    api_url = f"{reverse('api-saliency', args=[row.pk])}?{urlencode({'artwork': artwork})}"
    return SaliencyPage(
        card=artwork_cards({artwork})[artwork],
        picture=picture,
        answer_url=reverse("recognition", args=[row.pk]),
        api_url=api_url,
    )


def _take_photo(request: HttpRequest) -> Recognition:
    asker = asker_of(request)
    take_photo(asker, stated_size(request))
    if example := request.POST.get("example"):
        return accept_example(example, asker=asker)
    photo = request.FILES.get("photo")
    if photo is None:
        raise EmptyPhoto("Choose a photo first.")
    return accept_upload(photo, asker=asker)


def _scan_page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    page = ScanPage(
        work_count=ReferenceImage.objects.values("artwork").distinct().count(),
        examples=tuple(
            Example(example.name, reverse("example-photo", args=[example.name])) for example in example_photos()
        ),
        kept=kept_words(settings.PHOTO_DAYS),
        problem=problem,
    )
    return render(request, "recognition/scan.html", {"page": page}, status=status)


def _news(request: HttpRequest, row: Recognition) -> HttpResponse:
    """Answer a page that shows the state `?seen=`: nothing new, the next state, or load the page anew."""
    if row.is_finished:
        return HttpResponseClientRefresh()
    page = _progress_page(row)
    if page.state == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(request, "recognition/_progress.html", {"page": page})


def _progress_page(row: Recognition) -> ProgressPage:
    return progress_page(row, _photo_of(row), timezone.now())


def _result_page(row: Recognition) -> ResultPage:
    artworks, references = ids_in(row.result)
    return result_page(
        row,
        _photo_of(row),
        cards=artwork_cards(artworks),
        references={pk: _picture_of(image) for pk, image in ReferenceImage.objects.shown().in_bulk(references).items()},
        api_url=reverse("api-recognition", args=[row.pk]),
    )


def _photo_of(row: Recognition) -> Picture:
    url = reverse("recognition-photo", args=[row.pk]) if row.photo else ""
    return Picture(url, row.width, row.height)


def _picture_of(image: ReferenceImage) -> Picture:
    return Picture(reverse("picture", args=[image.pk, "large"]), image.width, image.height)
