"""Pages of what visitors keep and give, and what makes the site an app."""

from django.urls import path

from visits.views import app, collection, contributing, reports

urlpatterns = [
    path("scans/<uuid:pk>/report/", reports.report, name="report"),
    path("scans/<uuid:pk>/add/", contributing.scanned_work, name="contribute-scanned-work"),
    path("contribute/work/", contributing.work, name="contribute-work"),
    path("works/<int:pk>/correct/", contributing.correction, name="contribute-correction"),
    path("works/<int:pk>/price/", contributing.price, name="contribute-price"),
    path("contributions/<str:token>/", contributing.contribution, name="contribution"),
    path("contributions/<str:token>/<slug:which>.jpg", contributing.contribution_photo, name="contribution-photo"),
    path("works/<int:pk>/save/", collection.save, name="save-work"),
    path("collection/", collection.collection, name="collection"),
    path("collection/forget/", collection.forget_all, name="forget-collection"),
    path("collection.json", collection.export_json, name="collection-json"),
    path("collection.csv", collection.export_csv, name="collection-csv"),
    path("collection/works/<int:pk>/note/", collection.note_work, name="note-work"),
    path("collection/works/<int:pk>/remove/", collection.remove_saved_work, name="remove-work"),
    path("collection/scans/<int:pk>/note/", collection.note_scan, name="note-scan"),
    path("collection/scans/<int:pk>/remove/", collection.remove_kept_scan, name="remove-scan"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("sw.js", app.service_worker, name="service-worker"),
    path("offline/", app.offline, name="offline"),
]
