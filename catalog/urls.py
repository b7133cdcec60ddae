"""Pages of the catalogue."""

from django.urls import path

from catalog import views

urlpatterns = [
    path("works/", views.artwork_list, name="artwork-list"),
    path("works/<int:pk>/", views.artwork, name="artwork"),
    path("creators/<int:pk>/", views.creator, name="creator"),
    path("venues/", views.venue_list, name="venue-list"),
    path("venues/<int:pk>/", views.venue, name="venue"),
    path("rooms/<int:pk>/", views.room, name="room"),
    path("pictures/<int:pk>/<slug:preset>.jpg", views.picture, name="picture"),
]
