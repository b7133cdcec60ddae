"""The recognition API: send a photo, read the answer."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from access.api import PhotosThrottle, SaliencyThrottle, asker_of_api
from access.models import Scope
from recognition.answers import api_answer
from recognition.core.errors import PhotoError, RecognitionError
from recognition.explaining import RETRY_SECONDS, ExplainerBusy, NothingToExplain, explain, to_json
from recognition.idempotency import RETRY_SECONDS as KEY_SECONDS
from recognition.idempotency import Accepted, InvalidKey, KeyInUse, KeyRefused, KeyReused, accept_once
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

IDEMPOTENCY_KEY = "Idempotency-Key"
LOCATION = OpenApiParameter(
    "Location", location=OpenApiParameter.HEADER, description="Where its answer is.", response=[201, 202]
)
REPLAYED = OpenApiParameter(
    "Idempotency-Replayed",
    location=OpenApiParameter.HEADER,
    description="`true` when this is the recognition of an earlier request with the same key.",
    response=[201, 202],
)
KEY = OpenApiParameter(
    IDEMPOTENCY_KEY,
    {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="A new random text for each photo, and the same one when the photo is sent again.",
)
STATUS_OF_KEY: dict[type[KeyRefused], int] = {InvalidKey: 400, KeyInUse: 409, KeyReused: 422}


class PhotoRefused(APIException):
    """A photo that cannot be used, or not now, in HTTP's words."""

    def __init__(self, error: RecognitionError) -> None:
        super().__init__(error.message, error.code)
        self.status_code = status_of(error)
        self.wait = retry_seconds(error)


class KeyProblem(APIException):
    """An idempotency key that is not answered, in HTTP's words."""

    def __init__(self, error: KeyRefused) -> None:
        super().__init__(str(error), error.code)
        self.status_code = STATUS_OF_KEY[type(error)]
        if isinstance(error, KeyInUse):
            self.wait = KEY_SECONDS


class RecognitionList(APIView):
    """Where photos are sent."""

    scope = Scope.RECOGNIZE
    parser_classes = [MultiPartParser]
    throttle_classes = [PhotosThrottle]

    @extend_schema(
        operation_id="recognize",
        request={"multipart/form-data": PhotoSerializer},
        responses={
            201: RecognitionSerializer,
            202: RecognitionSerializer,
            409: ErrorSerializer,
            422: ErrorSerializer,
            503: ErrorSerializer,
        },
        parameters=[KEY, LOCATION, REPLAYED],
    )
    def post(self, request: Request) -> Response:
        """Recognize the artworks in a photo: 201 with the answer, or 202 and `Location` while it is worked on.

        Whoever may have to ask twice sends an `Idempotency-Key` of their own making: the same key with the same photo
        is, for a day, the same recognition. 429 and 503 come with `Retry-After`: this address or token has had its
        share, or too many photos are in work.
        """
        asked = PhotoSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        accepted = _accept(request, **asked.validated_data)
        row = accepted.row
        headers = {"Location": reverse("api-recognition", args=[row.pk], request=request)}
        if accepted.is_replayed:
            headers["Idempotency-Replayed"] = "true"
        return Response(api_answer(row), status=201 if row.is_finished else 202, headers=headers)


class RecognitionDetail(APIView):
    """One recognition."""

    scope = Scope.RECOGNIZE

    @extend_schema(
        operation_id="read_recognition",
        responses={200: RecognitionSerializer, 410: ErrorSerializer},
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Read how far a recognition is, and its answer; 410 once the answer is forgotten."""
        row = _row_or_404(pk)
        if row.forgotten_at:
            raise _Gone
        resume(row)
        return Response(api_answer(row))


class RecognitionSaliency(APIView):
    """What the network looked at in a photo."""

    scope = Scope.RECOGNIZE
    throttle_classes = [SaliencyThrottle]

    @extend_schema(
        operation_id="explain_recognition",
        parameters=[SaliencyQuerySerializer],
        responses={200: SaliencySerializer, 503: ErrorSerializer},
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


class _Gone(APIException):
    status_code, default_code = 410, "gone"
    default_detail = "This answer is no longer kept. Send the photo again."


def _row_or_404(pk: UUID) -> Recognition:
    row = Recognition.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _accept(request: Request, photo: Any, venue: Any = None) -> Accepted:
    asker = asker_of_api(request)
    venue_id = venue.pk if venue else None
    key = request.headers.get(IDEMPOTENCY_KEY)
    try:
        if key is None:
            return Accepted(accept_upload(photo, venue_id=venue_id, asker=asker))
        return accept_once(photo, key=key, asker=asker, venue_id=venue_id)
    except PhotoError as error:
        raise PhotoRefused(error) from error
    except KeyRefused as error:
        raise KeyProblem(error) from error
