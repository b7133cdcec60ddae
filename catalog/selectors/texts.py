"""What is told of a work: its past in words, and recordings."""

from django.urls import reverse

from catalog.audio import media_type
from catalog.models import Artwork, ArtworkText, Recording
from catalog.pages import RecordingView, TextView


def texts_of(artwork: Artwork) -> tuple[TextView, ...]:
    """Return provenance and exhibition history, each with its source."""
    return tuple(_text_view(text) for text in artwork.texts.select_related("source"))


def recordings_of(artwork: Artwork) -> tuple[RecordingView, ...]:
    """Return what can be heard about the work."""
    return tuple(recording_view(recording) for recording in artwork.recordings.all())


def recording_view(recording: Recording) -> RecordingView:
    """Return what a page needs to play a recording."""
    return RecordingView(
        title=recording.title,
        url=reverse("recording", args=[recording.pk]),
        media_type=media_type(str(recording.file.name)),
        language=recording.language,
        transcript=recording.transcript,
        credit=recording.credit,
    )


def _text_view(text: ArtworkText) -> TextView:
    return TextView(
        title=text.get_kind_display(),
        lines=tuple(line.strip() for line in text.text.splitlines() if line.strip()),
        source=text.source.name,
        source_url=text.source_url or text.source.url,
    )
