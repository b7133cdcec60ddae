"""What every page does with an id that stands for nothing."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

Arguments = ParamSpec("Arguments")
PageData = TypeVar("PageData")


def or_404(read: Callable[Arguments, PageData], *args: Arguments.args, **kwargs: Arguments.kwargs) -> PageData:
    """Return what `read` returns.

    Raises:
        Http404: there is nothing to read.
    """
    try:
        return read(*args, **kwargs)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
