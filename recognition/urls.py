"""Pages around a photo: taking it, and its answer."""

from django.urls import path

from recognition import views

urlpatterns = [
    path("", views.scan, name="scan"),
    path("scans/<uuid:pk>/", views.recognition, name="recognition"),
    path("scans/<uuid:pk>/photo.jpg", views.recognition_photo, name="recognition-photo"),
    path("scans/<uuid:pk>/saliency/<int:artwork>/", views.saliency, name="recognition-saliency"),
    path("scans/<uuid:pk>/saliency/<int:artwork>.jpg", views.saliency_picture, name="saliency-picture"),
    path("examples/<slug:name>.jpg", views.example_photo, name="example-photo"),
]
