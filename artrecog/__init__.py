"""The Django project: settings, routes, Celery application."""

import os

# Before anything imports numpy. Its BLAS would keep a thread a core spinning between the small products of matching:
# that trebles the CPU time of verification, and takes the cores from other visitors' photos.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# The same for FAISS in every thread that searches; its own call for this binds only the thread that makes it.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from artrecog.celery import app as celery_app

__all__ = ["celery_app"]
