import pytest
from django.urls import reverse

from rosters.models import RuleSettings
from staff.models import AuditEntry


@pytest.fixture(autouse=True)
def logged_in(client, manager):
    client.force_login(manager)


def rules_sent(**changes):
    names = [field.name for field in RuleSettings._meta.fields if field.name not in ("id", "hall")]
    values = {name: getattr(RuleSettings(), name) for name in names}
    sent = {name: in_hours(name, value) for name, value in values.items() if value not in (False, None)}
    return sent | {"night_from": "22:00", "night_to": "06:00"} | changes


def in_hours(name, value):
    return value / 60 if name.endswith("_minutes") else value


def test_rules_show_and_take_hours(client, hall):
    form = client.get(reverse("rosters:rules", args=["east"])).context["form"]

    assert form["overtime_month_minutes"].value() == "36"
    assert form.setting("overtime_month_minutes").default == "36"


def test_rules_are_changed_with_a_word_in_the_log(client, hall):
    client.post(reverse("rosters:rules", args=["east"]), rules_sent(rest_minutes="12"))

    assert RuleSettings.objects.get().rest_minutes == 720
    assert AuditEntry.objects.get().after == {"rest_minutes": 720}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rest_minutes", "24.5"),
        ("rest_minutes", "-1"),
        ("days_in_a_row", "0"),
        ("weight_short", "9999999"),
        ("demand_step", "7"),
        ("night_to", "22:00"),
        ("performance_percent", "51"),
        ("least_run", "7"),
        ("most_weekends", "-1"),
        ("month_most_minutes", "745"),
    ],
)
def test_rules_out_of_bounds_are_refused_beside_the_field(client, hall, name, value):
    response = client.post(reverse("rosters:rules", args=["east"]), rules_sent(**{name: value}))

    assert set(response.context["form"].errors) == {name}
    assert not AuditEntry.objects.exists()


def test_limits_for_everybody_are_off_until_set(client, hall):
    form = client.get(reverse("rosters:rules", args=["east"])).context["form"]

    assert [form[name].value() for name in ("month_most_minutes", "least_run", "most_weekends")] == [None] * 3
    assert form.setting("most_weekends").default == "not set"


def test_limits_for_everybody_are_set_in_hours_days_and_weekends(client, hall):
    limits = {"month_most_minutes": "170.5", "month_least_minutes": "80", "least_run": "2", "most_weekends": "0"}

    client.post(reverse("rosters:rules", args=["east"]), rules_sent(**limits))

    rules = RuleSettings.objects.get()
    assert (rules.month_most_minutes, rules.month_least_minutes) == (10230, 4800)
    assert (rules.least_run, rules.least_rest, rules.most_weekends) == (2, None, 0)


def test_least_hours_above_the_most_are_refused_beside_the_field(client, hall):
    sent = rules_sent(month_most_minutes="100", month_least_minutes="100.5")

    response = client.post(reverse("rosters:rules", args=["east"]), sent)

    assert response.context["form"].errors == {"month_least_minutes": ["The least is above the most."]}


def test_rules_changed_in_another_tab_are_not_overwritten_unseen(client, hall):
    url = reverse("rosters:rules", args=["east"])
    seen = client.get(url).context["form"]["seen"].value()
    client.post(url, rules_sent(rest_minutes="12", seen=seen))

    refused = client.post(url, rules_sent(days_in_a_row="5", seen=seen))

    assert refused.status_code == 422
    assert RuleSettings.objects.get().rest_minutes == 720
    assert refused.context["form"]["days_in_a_row"].value() == "5"


def test_rules_made_in_another_tab_are_not_overwritten_unseen(client, hall):
    hall.rule_settings.delete()
    url = reverse("rosters:rules", args=["east"])
    client.post(url, rules_sent(rest_minutes="12", seen=""))

    assert client.post(url, rules_sent(seen="")).status_code == 422
    assert RuleSettings.objects.get().rest_minutes == 720


def test_rules_are_reset_to_their_defaults(client, hall):
    RuleSettings.objects.update(rest_minutes=720)

    client.post(reverse("rosters:rules-reset", args=["east"]))

    settings = client.get(reverse("rosters:rules", args=["east"])).context["form"]
    assert settings["rest_minutes"].value() == "11"
