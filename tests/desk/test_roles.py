"""Four groups of staff, and what each may do."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from artrecog.roles import ROLES, add_missing_roles
from desk.models import CatalogImport
from tests.desk.imports import checked, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def roles() -> None:
    add_missing_roles()


def member(role: str) -> User:
    user = User.objects.create_user(role.lower(), is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.mark.parametrize(
    ("role", "right", "may"),
    [
        ("Read-only", "catalog.view_artwork", True),
        ("Read-only", "catalog.change_artwork", False),
        ("Read-only", "visits.view_savedwork", False),
        ("Editor", "catalog.change_artwork", True),
        ("Editor", "catalog.delete_artwork", False),
        ("Editor", "catalog.review_price", False),
        ("Editor", "desk.add_catalogimport", False),
        ("Reviewer", "catalog.review_price", True),
        ("Reviewer", "visits.change_pricereport", True),
        ("Reviewer", "catalog.delete_artwork", False),
        ("Curator", "desk.change_catalogimport", True),
        ("Curator", "catalog.delete_artwork", True),
        ("Curator", "recognition.change_indexbuild", True),
        ("Curator", "visits.view_visitor", False),
        ("Curator", "auth.change_user", False),
    ],
)
def test_each_role_may_do_its_own_work_and_no_more(roles, role, right, may):
    assert member(role).has_perm(right) is may


def test_what_an_operator_changed_in_a_group_stays(roles):
    group = Group.objects.get(name="Editor")
    group.permissions.clear()
    Group.objects.get(name="Curator").delete()
    assert add_missing_roles() == ["Curator"]
    assert not group.permissions.exists()
    assert Group.objects.count() == len(ROLES)


@pytest.mark.parametrize(("role", "after"), [("Curator", CatalogImport.Status.COMMITTING), ("Editor", "checked")])
def test_only_a_curator_has_an_import_written(roles, client, role, after):
    run = checked()
    client.force_login(member(role))
    client.post(reverse("admin:desk_catalogimport_step", args=[run.pk]), {"step": "commit"})
    run.refresh_from_db()
    assert run.status == after
    assert states(run) == ["new"] * 3
