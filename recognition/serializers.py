"""The recognition API's shapes: what is taken and what is answered."""

from typing import Any

from rest_framework import serializers

from catalog.models import Venue
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
    """One work, and what speaks for it."""

    artwork = MatchedArtworkSerializer()
    confidence = serializers.FloatField(help_text="Calibrated probability that the work is in the photo.")
    similarity = serializers.FloatField(help_text="Cosine of the nearest view.")
    inliers = serializers.IntegerField(help_text="Matched points that agree on one perspective.")
    quad = serializers.ListField(child=Point, help_text="Four corners in pixels of the upright photo; may be empty.")


class AdviceSerializer(serializers.Serializer[Any]):
    """How to take a better photo."""

    code = serializers.CharField()
    message = serializers.CharField()


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
    candidates = MatchSerializer(many=True, help_text="Works that are not sure enough to be named.")
    advice = AdviceSerializer(many=True)
    timings_ms = serializers.DictField(child=serializers.FloatField())
    error = ErrorSerializer(allow_null=True)
