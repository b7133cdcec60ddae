"""What tests of the quality desk share: a folder of their own, and a small embedder for the CNN."""

from tests.recognition.conftest import own_folder, small_extractor

__all__ = ["own_folder", "small_extractor"]
