"""The Django project: settings, routes, Celery application."""

from artrecog.celery import app as celery_app

__all__ = ["celery_app"]
