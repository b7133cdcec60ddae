"""The recognition API: send a photo, read the answer."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from recognition.admission import TooBusy
from recognition.answers import api_answer
from recognition.core.errors import PhotoError, RecognitionError
from recognition.explaining import RETRY_SECONDS, ExplainerBusy, NothingToExplain, explain, to_json
from recognition.intake import accept_upload, resume
from recognition.models import Recognition
from recognition.refusals import retry_seconds, status_of
from recognition.serializers import (
    ErrorSerializer,
    PhotoSerializer,
    RecognitionSerializer,
    SaliencyQuerySerializer,
    SaliencySerializer,
)


class PhotoRefused(APIException):
    """A photo that cannot be used, or not now, in HTTP's words."""

    def __init__(self, error: RecognitionError) -> None:
        super().__init__(error.message, error.code)
        self.status_code = status_of(error)
        self.wait = retry_seconds(error)


class RecognitionList(APIView):
    """Where photos are sent."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="recognize",
        request={"multipart/form-data": PhotoSerializer},
        responses={201: RecognitionSerializer, 202: RecognitionSerializer, (400, 413, 415, 422, 503): ErrorSerializer},
    )
    def post(self, request: Request) -> Response:
        """Recognize the artworks in a photo: 201 with the answer, or 202 and `Location` while it is worked on.

        503 with `Retry-After` while more photos wait than are answered in reasonable time.
        """
        asked = PhotoSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        row = _accept(**asked.validated_data)
        url = reverse("api-recognition", args=[row.pk], request=request)
        return Response(api_answer(row), status=201 if row.is_finished else 202, headers={"Location": url})


class RecognitionDetail(APIView):
    """One recognition."""

    @extend_schema(operation_id="read_recognition", responses={200: RecognitionSerializer, 404: ErrorSerializer})
    def get(self, request: Request, pk: UUID) -> Response:
        """Read how far a recognition is, and its answer."""
        row = _row_or_404(pk)
        resume(row)
        return Response(api_answer(row))


class RecognitionSaliency(APIView):
    """What the network looked at in a photo."""

    @extend_schema(
        operation_id="explain_recognition",
        parameters=[SaliencyQuerySerializer],
        responses={200: SaliencySerializer, (400, 404, 503): ErrorSerializer},
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Read which parts of the photo made the network's vector resemble a work of the answer.

        By occlusion: one place after another is hidden behind gray, and what the similarity loses is noted (Zeiler &
        Fergus 2014). The first time takes about a second. 404 when the answer does not mention the work, or its
        photo or picture is gone; 503 with `Retry-After` while another explanation is worked out.
        """
        asked = SaliencyQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        artwork = asked.validated_data["artwork"]
        try:
            saliency = explain(_row_or_404(pk), artwork)
        except NothingToExplain as nothing:
            raise Http404(str(nothing)) from nothing
        except ExplainerBusy as busy:
            raise _Busy(str(busy)) from busy
        return Response(SaliencySerializer({"artwork": artwork, **to_json(saliency)}).data)


class _Busy(APIException):
    status_code, default_code, wait = 503, "busy", RETRY_SECONDS


def _row_or_404(pk: UUID) -> Recognition:
    row = Recognition.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _accept(photo: Any, venue: Any = None) -> Recognition:
    try:
        return accept_upload(photo, venue_id=venue.pk if venue else None)
    except (PhotoError, TooBusy) as error:
        raise PhotoRefused(error) from error
