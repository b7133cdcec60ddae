"""Finding the creator that a record means."""

from django.db.models import Q

from catalog.models import Creator
from catalog.records import CreatorRecord

FACTS = ("sort_name", "birth_year", "death_year", "date_text", "nationality", "ulan_id", "wikidata_id")


def find_or_add_creator(record: CreatorRecord) -> Creator:
    """Return the creator whom `record` means, filling in what was blank; add one when there is none.

    An authority's id decides. By name alone, two are one person unless their ids or years of birth differ.

    Raises:
        ValidationError: a fact is wrong, or contradicts what the catalogue holds.
    """
    creator = _by_authority(record) or _by_name(record) or Creator(name=record.name)
    news = {fact: value for fact in FACTS if (value := getattr(record, fact)) and not getattr(creator, fact)}
    if record.alternative_names and not creator.alternative_names:
        news["alternative_names"] = list(record.alternative_names)
    if news or creator.pk is None:
        for fact, value in news.items():
            setattr(creator, fact, value)
        creator.full_clean()
        creator.save()
    return creator


def _by_authority(record: CreatorRecord) -> Creator | None:
    same = Q()
    if record.ulan_id:
        same |= Q(ulan_id=record.ulan_id)
    if record.wikidata_id:
        same |= Q(wikidata_id=record.wikidata_id)
    return Creator.objects.filter(same).first() if same else None


def _by_name(record: CreatorRecord) -> Creator | None:
    same = Q(name=record.name)
    if record.ulan_id:
        same &= Q(ulan_id="")
    if record.wikidata_id:
        same &= Q(wikidata_id="")
    if record.birth_year is not None:
        same &= Q(birth_year=None) | Q(birth_year=record.birth_year)
    return Creator.objects.filter(same).first()
