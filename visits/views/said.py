"""What a tap leads to: a sentence in place for a script, a page with ways on for everyone else."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from visits.pages import SaidPage


def say(request: HttpRequest, page: SaidPage, status: int = 200) -> HttpResponse:
    """Answer with the sentence alone to a script that asks for JSON."""
    if not request.accepts("text/html"):
        return JsonResponse({"message": page.words}, status=status)
    return render(request, "visits/said.html", {"page": page}, status=status)
