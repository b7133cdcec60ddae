"""The recognition part of the API, under /api/v1/."""

from django.urls import path

from recognition.api import RecognitionDetail, RecognitionList, RecognitionSaliency

urlpatterns = [
    path("recognitions/", RecognitionList.as_view(), name="api-recognitions"),
    path("recognitions/<uuid:pk>/", RecognitionDetail.as_view(), name="api-recognition"),
    path("recognitions/<uuid:pk>/saliency/", RecognitionSaliency.as_view(), name="api-saliency"),
]
