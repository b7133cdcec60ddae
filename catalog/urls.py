"""Pages of the catalogue."""

from django.contrib.sitemaps.views import index, sitemap
from django.urls import path

from catalog import views
from catalog.sitemaps import SITEMAPS

urlpatterns = [
    path("guide/", views.guide, name="guide"),
    path("works/", views.artwork_list, name="artwork-list"),
    path("works/<int:pk>/", views.artwork, name="artwork"),
    path("works/<int:pk>/qr.svg", views.qr_code, {"name": "artwork"}, name="artwork-code"),
    path("suggestions/", views.suggestions, name="suggestions"),
    path("creators/<int:pk>/", views.creator, name="creator"),
    path("venues/", views.venue_list, name="venue-list"),
    path("venues/<int:pk>/", views.venue, name="venue"),
    path("venues/<int:pk>/qr.svg", views.qr_code, {"name": "venue"}, name="venue-code"),
    path("venues/<int:pk>/labels/", views.venue_labels, name="venue-labels"),
    path("rooms/<int:pk>/", views.room, name="room"),
    path("rooms/<int:pk>/qr.svg", views.qr_code, {"name": "room"}, name="room-code"),
    path("sales/<int:pk>/", views.sale, name="sale"),
    path("tours/<int:pk>/", views.tour, name="tour"),
    path("tours/<int:pk>/qr.svg", views.qr_code, {"name": "tour"}, name="tour-code"),
    path("tours/<int:pk>/<int:number>/", views.stop, name="stop"),
    path("pictures/<int:pk>/<slug:preset>.jpg", views.picture, name="picture"),
    path("plans/<int:pk>.jpg", views.plan_picture, name="plan-picture"),
    path("recordings/<int:pk>/", views.recording, name="recording"),
    # For programs
    path("oai/", views.oai_pmh, name="oai-pmh"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap-section"}, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap-section"),
    path("works/<int:pk>/linked-art.json", views.artwork_linked_art, name="artwork-linked-art"),
    path("creators/<int:pk>/linked-art.json", views.creator_linked_art, name="creator-linked-art"),
    path("venues/<int:pk>/linked-art.json", views.venue_linked_art, name="venue-linked-art"),
    path("iiif/works/<int:pk>/manifest.json", views.iiif_manifest, name="iiif-manifest"),
    path("iiif/collections/<slug:kind>/<int:pk>.json", views.iiif_collection, name="iiif-collection"),
    path("iiif/images/<int:pk>", views.iiif_image, name="iiif-image"),
    path("iiif/images/<int:pk>/info.json", views.iiif_info, name="iiif-info"),
    path("iiif/images/<int:pk>/<str:region>/<str:size>/0/default.jpg", views.iiif_part, name="iiif-part"),
]
