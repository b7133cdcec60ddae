"""Every route of the site."""

from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from artrecog.api_errors import api_not_found

urlpatterns = [
    path("", include("recognition.urls")),
    path("", include("catalog.urls")),
    path("api/v1/", include("recognition.api_urls")),
    path("api/v1/", include("catalog.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
    re_path(r"^api/", api_not_found),
    path("admin/", admin.site.urls),
]

handler400 = "artrecog.api_errors.bad_request"
handler500 = "artrecog.api_errors.server_error"
