"""The log's configuration, as Python's `logging.config.dictConfig` reads it."""

from typing import Any


def logging_of(form: str, *, tasks_apart: bool) -> dict[str, Any]:
    """Return the configuration for lines of this form, "text" or "json". tasks_apart: whether workers do the work."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {"()": "artrecog.logs.WithRequestId"},
            "no_paths": {"()": "artrecog.logs.ViewInsteadOfPath"},
        },
        "formatters": {
            "text": {
                "()": "access.logs.DiscreetFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s",
            },
            "json": {"()": "artrecog.logs.JsonLines"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": form,
                "filters": ["request_id", "no_paths"],
            },
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            "artrecog": {"level": "INFO"},
            "catalog": {"level": "INFO"},
            # Of a worker; without a broker its lines would stand among those of commands.
            "celery": {"level": "INFO" if tasks_apart else "WARNING"},
            "recognition": {"level": "INFO"},
        },
    }
