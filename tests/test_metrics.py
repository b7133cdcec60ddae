"""Who may read the metrics, and what they say of requests."""

from ipaddress import ip_network

import pytest
from prometheus_client.parser import text_string_to_metric_families

pytestmark = pytest.mark.django_db
ADDRESS = "/metrics"


@pytest.fixture
def allowed(settings):
    settings.METRICS_ALLOWED = [ip_network("127.0.0.1"), ip_network("10.0.0.0/8"), ip_network("::1")]


def requests_of(client, view: str) -> dict[str, float]:
    text = client.get(ADDRESS).content.decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {
        sample.labels["status"]: sample.value
        for sample in samples
        if sample.name == "artrecog_requests_total" and sample.labels["view"] == view
    }


def test_nobody_may_read_them_unless_the_operator_says_so(client):
    assert client.get(ADDRESS).status_code == 404


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "10.200.3.4"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "::ffff:10.0.0.1"}, 200),
        ({"REMOTE_ADDR": "11.0.0.1"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        # Behind a web server on this machine every visitor comes from 127.0.0.1; and anybody may claim an address.
        ({"HTTP_X_FORWARDED_FOR": "203.0.113.7"}, 404),
        ({"REMOTE_ADDR": "203.0.113.7", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
    ],
)
def test_those_who_are_named_may_when_they_come_directly(client, origin, status):
    assert client.get(ADDRESS, **origin).status_code == status


@pytest.mark.usefixtures("allowed")
def test_requests_are_counted_by_view_and_status_not_by_path(client):
    before = requests_of(client, "artwork")
    for pk in (98, 99):
        client.get(f"/works/{pk}/")
    assert requests_of(client, "artwork")["404"] == before.get("404", 0) + 2


@pytest.mark.usefixtures("allowed")
def test_an_address_that_there_is_not_makes_no_line_of_its_own(client):
    client.get("/wp-login.php")
    text = client.get(ADDRESS).content.decode()
    assert "wp-login" not in text
    assert 'view="-",' in text or 'view="-"}' in text


@pytest.mark.usefixtures("allowed")
def test_they_tell_of_the_disk_and_of_recognition(client):
    answer = client.get(ADDRESS)
    assert answer["Content-Type"].startswith("text/plain")
    names = {family.name for family in text_string_to_metric_families(answer.content.decode())}
    assert {"artrecog_data_free_bytes", "artrecog_queue", "artrecog_index_pictures", "artrecog_answers"} <= names
