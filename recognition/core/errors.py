"""What can be wrong with a photo or an index. Raised in the core, translated once at the edge.

Each class has a stable `code` for programs; the message is a sentence for people that says what to do next.
"""


class RecognitionError(Exception):
    """Anything the core refuses."""

    code = "recognition_error"

    @property
    def message(self) -> str:
        """Return the sentence for people."""
        return str(self)


class PhotoError(RecognitionError):
    """The photo cannot be used; another photo may."""

    code = "bad_photo"


class EmptyPhoto(PhotoError):
    """The file holds no bytes."""

    code = "empty_file"


class UnsupportedFormat(PhotoError):
    """The bytes are of no format that is read, whatever the file's name says."""

    code = "unsupported_format"


class DamagedPhoto(PhotoError):
    """The header is of a known format, the rest cannot be decoded."""

    code = "damaged_photo"


class PhotoTooLarge(PhotoError):
    """More bytes or pixels than are read."""

    code = "photo_too_large"


class PhotoTooSmall(PhotoError):
    """Too few pixels to recognize anything in."""

    code = "photo_too_small"


class PhotoTooDemanding(PhotoError):
    """It cannot be decoded within the memory and the time that a photo may take."""

    code = "photo_too_demanding"


class DecoderBusy(PhotoError):
    """Other photos take so long that this one was not looked at."""

    code = "decoder_busy"


class GalleryIndexError(RecognitionError):
    """The index cannot be used."""

    code = "index_error"


class IncompatibleIndex(GalleryIndexError):
    """The index was built by another embedder, extractor or format version."""

    code = "incompatible_index"


class DamagedIndex(GalleryIndexError):
    """A file of the index is missing, or not as its manifest states."""

    code = "damaged_index"


class UnwrittenIndex(GalleryIndexError):
    """There is no room for what is to be written; what was there before is as it was."""

    code = "index_not_written"


class EmptyGallery(GalleryIndexError):
    """There is nothing to index or to search."""

    code = "empty_gallery"
