"""Pages of the catalogue."""

from django.urls import path

from catalog import views

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
]
