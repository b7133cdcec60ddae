"""The recognition API's shapes: what is taken and what is answered."""

from typing import Any

from rest_framework import serializers

from catalog.models import Venue
from recognition.core.saliency import GRID
from recognition.models import Recognition

Point = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)


class PhotoSerializer(serializers.Serializer[Any]):
    """What a recognition is asked with. The photo's bytes are judged by the core, not by their name."""

    photo = serializers.FileField(allow_empty_file=True, help_text="JPEG, PNG, WebP, AVIF or HEIC.")
    venue = serializers.PrimaryKeyRelatedField(
        queryset=Venue.objects.all(), required=False, allow_null=True, help_text="Where the photo was taken."
    )


class MatchedArtworkSerializer(serializers.Serializer[Any]):
    """A work as an answer names it."""

    id = serializers.IntegerField()
    source_id = serializers.CharField()
    title = serializers.CharField()
    creator = serializers.CharField()
    url = serializers.CharField()


class MatchSerializer(serializers.Serializer[Any]):
    """One work, and what speaks for it or is missing."""

    artwork = MatchedArtworkSerializer()
    confidence = serializers.FloatField(help_text="Calibrated probability that the work is in the photo.")
    similarity = serializers.FloatField(help_text="Cosine of the nearest view.")
    inliers = serializers.IntegerField(help_text="Matched points that agree on one perspective.")
    quad = serializers.ListField(child=Point, help_text="Four corners in pixels of the upright photo; may be empty.")
    evidence = serializers.CharField(help_text="What speaks for the work or against it, in words for a visitor.")


class AdviceSerializer(serializers.Serializer[Any]):
    """How to take a better photo."""

    code = serializers.CharField()
    message = serializers.CharField()


class SaliencyQuerySerializer(serializers.Serializer[Any]):
    """Which of the answer's works is asked about."""

    artwork = serializers.IntegerField(min_value=1, help_text="Id of a work among `matches` or `candidates`.")


class SaliencySerializer(serializers.Serializer[Any]):
    """Which parts of the photo made the network's vector resemble a work's."""

    artwork = serializers.IntegerField()
    similarity = serializers.FloatField(
        help_text="Cosine of the part of the photo that resembles the work most with the work's picture."
    )
    view = serializers.ListField(
        child=serializers.FloatField(),
        min_length=4,
        max_length=4,
        help_text="That part, as left, top, right and bottom fractions of the upright photo.",
    )
    grid = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=GRID, max_length=GRID),
        min_length=GRID,
        max_length=GRID,
        help_text="Rows of the part from its top left: the cosine that is lost when a gray patch hides that place. "
        "Negative where the photo resembles the work more without it.",
    )


class ErrorSerializer(serializers.Serializer[Any]):
    """Every error: a code for programs, a sentence for people, messages per field."""

    code = serializers.CharField()
    message = serializers.CharField()
    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))  # type: ignore[assignment]


class RecognitionSerializer(serializers.Serializer[Any]):
    """A recognition and, once it is done, its answer."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(Recognition.Status.choices)
    decision = serializers.ChoiceField(Recognition.Answer.choices, allow_null=True)
    matches = MatchSerializer(many=True, help_text="Works named, best first.")
    candidates = MatchSerializer(
        many=True,
        help_text="Works that are not sure enough to be named; with `no_match` only the most similar, none of them it.",
    )
    advice = AdviceSerializer(many=True)
    timings_ms = serializers.DictField(child=serializers.FloatField())
    error = ErrorSerializer(allow_null=True)
