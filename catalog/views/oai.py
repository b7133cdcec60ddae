"""OAI-PMH: the one address that aggregators harvest."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalog.exporters import oai
from catalog.views.handing_on import open_to_all, site_of


# The protocol has POST for long requests; it changes nothing, and needs no token.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def oai_pmh(request: HttpRequest) -> HttpResponse:
    """Answer a harvester."""
    given = request.POST if request.method == "POST" else request.GET
    site = site_of(request)
    return HttpResponse(oai.answer(dict(given.lists()), site + reverse("oai-pmh"), site), content_type="text/xml")
