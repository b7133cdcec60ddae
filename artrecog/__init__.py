"""The Django project: settings, routes, Celery application."""

import gc
import os

# Before anything imports numpy. Its BLAS would keep a thread a core spinning between the small products of matching:
# that trebles the CPU time of verification, and takes the cores from other visitors' photos.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# The same for FAISS in every thread that searches; its own call for this binds only the thread that makes it.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# And for OpenCV: the stages of one photo, and the photos of a build, already run beside each other.
os.environ.setdefault("OPENCV_FOR_THREADS_NUM", "1")
# Python looks for garbage after every 700 new objects. At a start there is none, for what is imported stays; looking
# for it takes a tenth of the start of every process (2.28 → 2.08 s, medians of ten).
OBJECTS_BETWEEN_LOOKS = 10_000
gc.set_threshold(OBJECTS_BETWEEN_LOOKS)

from artrecog.celery import app as celery_app  # noqa: E402 - imports most of all

__all__ = ["celery_app"]
