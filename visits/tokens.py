"""Private links: whoever contributed reads what became of it at an address that nobody can guess."""

from django.core.signing import BadSignature, dumps, loads

from visits.models import Contribution, Correction, PriceReport, WorkSuggestion

SALT = "visits.contribution"
KINDS: dict[str, type[Contribution]] = {"work": WorkSuggestion, "fact": Correction, "price": PriceReport}


class UnknownToken(Exception):
    """This is no private link of ours, or what it led to is gone."""


def token_of(contribution: Contribution) -> str:
    """Return the part of the private address that only this site's secret can make."""
    kind = next(name for name, model in KINDS.items() if isinstance(contribution, model))
    return dumps([kind, contribution.pk], salt=SALT)


def contribution_of(token: str) -> Contribution:
    """Return what a private link leads to.

    Raises:
        UnknownToken: it is forged, or what it led to is gone.
    """
    try:
        kind, pk = loads(token, salt=SALT)
    except BadSignature as forged:
        raise UnknownToken from forged
    contribution = KINDS[kind]._default_manager.filter(pk=pk).first()
    if contribution is None:
        raise UnknownToken
    return contribution
