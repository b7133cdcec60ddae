"""A client of the artwork recognition API, version 1. The standard library is all that it needs."""

from artrecog_client.client import Client
from artrecog_client.errors import (
    ApiError,
    ApiUnreachable,
    ArtrecogError,
    InvalidSignature,
    RecognitionFailed,
    StillRunning,
    Throttled,
)
from artrecog_client.values import Advice, Artwork, Match, Problem, Recognition, Work
from artrecog_client.webhooks import Event, verify

__all__ = [
    "Advice",
    "ApiError",
    "ApiUnreachable",
    "ArtrecogError",
    "Artwork",
    "Client",
    "Event",
    "InvalidSignature",
    "Match",
    "Problem",
    "Recognition",
    "RecognitionFailed",
    "StillRunning",
    "Throttled",
    "Work",
    "verify",
]
