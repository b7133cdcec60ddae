"""The clock's task: to forget what is kept no longer."""

import logging

from celery import shared_task

from visits import retention

logger = logging.getLogger(__name__)


@shared_task
def forget_old() -> None:
    """Delete old photos, answers, visitors and sessions; lost or run twice, it is done the next hour."""
    logger.info("Forgotten: %s", retention.forget_old())
