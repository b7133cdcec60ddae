"""The groups that staff belong to: what each may do. Nobody but a superuser may do anything without one."""

from collections.abc import Callable, Mapping

from django.contrib.auth.models import Group, Permission

Right = tuple[str, str]
"""An app and a permission's codename: ("catalog", "add_artwork")."""
# What accepting a contribution writes, and how it is decided on.
REVIEWING = {
    ("catalog", "add_artwork"),
    ("catalog", "change_artwork"),
    ("catalog", "review_price"),
    ("visits", "change_worksuggestion"),
    ("visits", "change_correction"),
    ("visits", "change_pricereport"),
}
# Whom visitors are, and what each keeps, is nobody's affair.
PRIVATE = {"visitor", "keptscan", "savedwork"}
CURATED = ("catalog", "visits", "desk", "quality")
APPS = (*CURATED, "recognition")


def _is_history(right: Right) -> bool:
    """What happened is written by what happens."""
    return right[1].partition("_")[2].startswith("historical")


def _reads(right: Right) -> bool:
    app, codename = right
    verb, _, model = codename.partition("_")
    return app in APPS and verb == "view" and model not in PRIVATE


def _edits(right: Right) -> bool:
    """Facts, rooms, tours and pictures; prices wait for a reviewer, and works are removed by curators."""
    verbs = ("add", "change", "delete")
    kept = {("catalog", "review_price"), ("catalog", "delete_artwork")}
    kept |= {("catalog", f"{verb}_responsibility") for verb in verbs}
    return right[0] == "catalog" and right not in kept and not _is_history(right)


def _curates(right: Right) -> bool:
    app, codename = right
    runs_the_index = right == ("recognition", "change_indexbuild")
    writes = app in CURATED and codename.partition("_")[2] not in PRIVATE and not _is_history(right)
    return runs_the_index or writes


ROLES: Mapping[str, Callable[[Right], bool]] = {
    "Read-only": _reads,
    "Editor": lambda right: _reads(right) or _edits(right),
    "Reviewer": lambda right: _reads(right) or right in REVIEWING,
    "Curator": lambda right: _reads(right) or _curates(right),
}


def add_missing_roles() -> list[str]:
    """Add the groups that do not exist, and return their names; what an operator changed in a group stays."""
    missing = sorted(set(ROLES) - set(Group.objects.values_list("name", flat=True)))
    known = list(Permission.objects.order_by().values_list("pk", "content_type__app_label", "codename"))
    groups = [Group.objects.create(name=name) for name in missing]
    granted = Group.permissions.through
    granted.objects.bulk_create(
        granted(group=group, permission_id=pk)
        for group in groups
        for pk, app, codename in known
        if ROLES[group.name]((app, codename))
    )
    return missing
