import pytest
from django.urls import reverse

from notices.models import Notice
from tests import make
from tests.notices.events import tell_of

pytestmark = pytest.mark.django_db

INBOX = "/notices/"


@pytest.fixture
def notice(hall, ann) -> Notice:
    tell_of(ann, hall=hall)
    return Notice.objects.get()


def test_inbox_shows_what_one_was_told_the_newest_first(client, hall, ann, bob, notice):
    tell_of(ann, hall=hall, key="later", kind="roster_withdrawn")
    tell_of(bob, hall=hall, key="not hers", kind="swap_asked")
    client.force_login(ann)

    page = client.get(INBOX).context["page"]

    assert [row.kind for row in page] == ["roster_withdrawn", "roster_published"]


def test_empty_inbox_says_what_it_is_for(client, ann):
    client.force_login(ann)

    assert "When a roster is published" in client.get(INBOX).content.decode()


def test_following_a_notice_leads_where_it_points_and_makes_it_read(client, ann, notice):
    client.force_login(ann)

    answer = client.get(reverse("notices:follow", args=[notice.pk]))

    notice.refresh_from_db()
    assert answer.url == "/me/"
    assert notice.read_at is not None


@pytest.mark.parametrize("url", ["", "https://evil.example.com/", "//evil.example.com/", "javascript:alert(1)"])
def test_notice_never_leads_out_of_the_program(client, ann, notice, url):
    Notice.objects.update(url=url)
    client.force_login(ann)

    assert client.get(reverse("notices:follow", args=[notice.pk])).url == INBOX


def test_notice_of_somebody_else_is_not_there(client, bob, notice):
    client.force_login(bob)

    assert client.get(reverse("notices:follow", args=[notice.pk])).status_code == 404
    assert client.post(reverse("notices:read", args=[notice.pk])).status_code == 404
    assert Notice.objects.unread().count() == 1


def test_time_of_reading_is_that_of_the_first_time(client, ann, notice):
    client.force_login(ann)
    client.post(reverse("notices:read", args=[notice.pk]))
    first = Notice.objects.get().read_at

    client.post(reverse("notices:read", args=[notice.pk]))

    assert Notice.objects.get().read_at == first


def test_all_are_read_at_once_but_only_ones_own(client, hall, ann, bob, notice):
    tell_of(ann, bob, hall=hall, key="another")
    client.force_login(ann)

    client.post(reverse("notices:read-all"))

    assert [row.user for row in Notice.objects.unread()] == [bob]


def test_unread_are_shown_alone(client, hall, ann, notice):
    tell_of(ann, hall=hall, key="another", kind="roster_withdrawn")
    Notice.objects.filter(pk=notice.pk).update(read_at=notice.at)
    client.force_login(ann)

    page = client.get(INBOX, {"unread": "1"}).context["page"]

    assert [row.kind for row in page] == ["roster_withdrawn"]


def test_every_page_tells_how_many_are_unread(client, hall, ann, notice):
    client.force_login(ann)

    assert client.get("/accounts/password/change/").context["rail"].unread == 1


def test_long_inbox_is_asked_for_as_often_as_a_short_one(client, hall, ann, notice, django_assert_num_queries):
    client.force_login(ann)
    client.get(INBOX)
    with django_assert_num_queries(6) as short:
        client.get(INBOX)
    for n in range(40):
        tell_of(ann, hall=hall, key=f"n{n}")

    with django_assert_num_queries(len(short)):
        answer = client.get(INBOX)

    assert len(answer.context["page"].object_list) == 30


def test_preferences_are_kept(client, ann):
    client.force_login(ann)
    choice = {"email": "new@example.com", "by_mail": "on", "mail_groups": ["requests"]}

    answer = client.post("/notices/preferences/", choice | {"quiet_from": "22:00", "quiet_to": "07:00"})

    ann.refresh_from_db()
    assert answer.status_code == 302
    assert ann.email == "new@example.com"
    assert (ann.preferences.mail_groups, str(ann.preferences.quiet_to)) == (["requests"], "07:00:00")


@pytest.mark.parametrize(
    "wrong",
    [{"quiet_from": "22:00"}, {"email": "nowhere"}, {"mail_groups": ["gossip"]}, {"quiet_to": "25:00"}],
)
def test_preferences_that_make_no_sense_are_refused(client, ann, wrong):
    client.force_login(ann)

    answer = client.post("/notices/preferences/", wrong)

    assert answer.status_code == 422
    assert not hasattr(type(ann).objects.get(pk=ann.pk), "preferences")


def test_api_lists_ones_own_notices_and_reads_them(client, hall, ann, bob, notice):
    tell_of(bob, hall=hall, key="not hers")
    client.force_login(ann)

    (row,) = client.get("/api/v1/notices/", {"unread": "true"}).json()["results"]
    assert (row["kind"], row["hall"], row["facts"]) == ("roster_published", "east", {"month": "2026-03"})
    assert client.post("/api/v1/notices/read/").json() == {"read": 1}
    assert client.get("/api/v1/notices/", {"unread": "true"}).json()["results"] == []
    assert client.get(f"/api/v1/notices/{row['id']}/").json()["read_at"]


def test_api_changes_what_is_sent_and_leaves_the_rest(client, ann):
    client.force_login(ann)
    client.post("/api/v1/preferences/", {"mail_groups": ["requests"]}, content_type="application/json")

    answer = client.post(
        "/api/v1/preferences/", {"quiet_from": "22:00", "quiet_to": "06:30"}, content_type="application/json"
    )

    assert answer.json() == {
        "email": "ann@example.com",
        "by_mail": True,
        "mail_groups": ["requests"],
        "quiet_from": "22:00:00",
        "quiet_to": "06:30:00",
    }


def test_bell_speaks_to_those_who_cannot_see_it(client, hall, ann, notice):
    make.employee(hall, "E1", user=ann)
    client.force_login(ann)

    assert "1 unread" in client.get("/me/").content.decode()
