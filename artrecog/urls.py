"""Every route of the site."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from artrecog import health, metrics
from artrecog.api_errors import api_not_found

admin.site.site_header = admin.site.site_title = "Artrecog, the curators’ desk"

urlpatterns = [
    path("", include("recognition.urls")),
    path("", include("catalog.urls")),
    path("", include("visits.urls")),
    # Without a token, so that pages need no cookie for it: whoever forges this changes a language.
    path("language/", csrf_exempt(set_language), name="set-language"),
    path("api/v1/", include("recognition.api_urls")),
    path("api/v1/", include("catalog.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
    re_path(r"^api/", api_not_found),
    path("admin/", admin.site.urls),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", metrics.metrics, name="metrics"),
]

handler400 = "artrecog.api_errors.bad_request"
handler500 = "artrecog.api_errors.server_error"
