from datetime import date
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from staff.imports import Unreadable, decode, read_days
from staff.models import AuditEntry, CalendarDay

Kind = CalendarDay.Kind
LIST = """\
date,kind,name
2027-01-01,statutory_300,元旦
2027-01-02,day_off_adjusted,元旦
2027-01-03,makeup_workday,调休
"""


@pytest.fixture(autouse=True)
def logged_in(client, manager):
    client.force_login(manager)


def send(client, **sent):
    return client.post(reverse("staff:calendar-import", args=["east"]), sent)


def rows(hall=None):
    return list(CalendarDay.objects.filter(hall=hall).values_list("date", "kind"))


def test_list_is_read_with_the_official_kinds_and_our_own():
    days = read_days(LIST + "2027-01-04,rest_day,\n")

    assert [day.kind for day in days] == [
        Kind.STATUTORY_HOLIDAY,
        Kind.REST_DAY,
        Kind.MAKEUP_WORKDAY,
        Kind.REST_DAY,
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_list_is_read_as_spreadsheets_write_it(encoding):
    days = read_days(decode(LIST.replace("\n", "\r\n").encode(encoding)))

    assert days[0].name == "元旦"


@pytest.mark.parametrize(
    "text",
    [
        "2027-01-01\t法定节假日\t元旦\n2027-01-03\t调休上班日\t",
        "2027/1/1,國定假日,元旦\n2027年1月3日,makeup_workday,",
        "Kind,Date,Name\nstatutory holiday,2027-01-01,元旦\nmake-up workday,2027.1.3,",
    ],
)
def test_list_is_read_as_people_write_it(text):
    days = read_days(text)

    assert [(day.date, day.kind, day.name) for day in days] == [
        (date(2027, 1, 1), Kind.STATUTORY_HOLIDAY, "元旦"),
        (date(2027, 1, 3), Kind.MAKEUP_WORKDAY, ""),
    ]


def test_list_has_its_columns_named_in_the_readers_language():
    with override("zh-hans"):
        days = read_days("日期,类型,名称\n2027-01-01,法定节假日,元旦")

    assert days[0].name == "元旦"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a,b\n1,2", "The first line has to name the columns: date,kind,name."),
        ("date,kind\n", "There are no days in it."),
        ("date,kind\n2027-02-30,workday", "Line 2: “2027-02-30” is not a date like 2026-10-01."),
        ("date,kind,name\n2027-02-01,workday," + "x" * 51, "Line 2: The name is longer than 50 characters."),
        ("date,kind\n2027-02-01,workday\n2027-02-01,rest_day", "2027-02-01 stands in the list twice."),
    ],
)
def test_list_with_a_fault_names_its_line(text, fault):
    with pytest.raises(Unreadable) as error:
        read_days(text)

    assert error.value.faults == [fault]


def test_list_that_is_no_text_is_refused():
    with pytest.raises(Unreadable):
        decode(b"\x89PNG\x0d\x0a\xff\xff")


def test_list_with_an_endless_cell_is_refused():
    with pytest.raises(Unreadable):
        read_days('date,kind,name\n2027-01-01,workday,"' + "x" * 200_000)


def test_import_shows_what_would_change_and_changes_nothing(client, hall):
    CalendarDay.objects.create(hall=hall, date="2027-01-01", kind=Kind.STATUTORY_HOLIDAY, name="元旦")
    CalendarDay.objects.create(hall=hall, date="2027-01-02", kind=Kind.WORKDAY)

    response = send(client, file=SimpleUploadedFile("days.csv", LIST.encode()))

    shown = [(change.is_new, change.changes_nothing) for change in response.context["changes"]]
    assert shown == [(False, True), (False, False), (True, False)]
    assert len(rows(hall)) == 2


def test_import_is_applied_to_the_hall_alone(client, hall):
    response = send(client, text=LIST, apply="1", scope="national")

    assert response.url == "/halls/east/setup/calendar/?year=2027"
    assert len(rows(hall)) == 3
    assert rows() == []
    assert AuditEntry.objects.get().subject == "hall"


def test_import_for_all_halls_is_an_administrators(client, admin):
    client.force_login(admin)

    send(client, text=LIST, apply="1", scope="national")

    assert len(rows()) == 3


def test_import_with_faults_keeps_the_text(client):
    response = send(client, text="date,kind\nx,y")

    assert response.status_code == 422
    assert response.context["form"]["text"].value() == "date,kind\nx,y"
    assert len(response.context["faults"]) == 1


def test_import_of_nothing_is_refused(client):
    assert set(send(client).context["form"].errors) == {"file"}


def test_day_is_changed_for_this_hall_and_given_back(client, hall):
    CalendarDay.objects.create(date="2026-10-01", kind=Kind.STATUTORY_HOLIDAY)
    url = reverse("staff:calendar-day", args=["east", date(2026, 10, 1)])

    client.post(url, {"kind": "workday", "name": "Open as usual"})
    changed = rows(hall)
    client.post(url, {"everywhere": "1"})

    assert changed == [(date(2026, 10, 1), Kind.WORKDAY)]
    assert rows(hall) == []
    assert rows() == [(date(2026, 10, 1), Kind.STATUTORY_HOLIDAY)]


def test_day_of_an_unknown_kind_is_refused(client):
    response = client.post(reverse("staff:calendar-day", args=["east", date(2026, 10, 1)]), {"kind": "party"})

    assert set(response.context["form"].errors) == {"kind"}


def test_day_that_does_not_exist_is_not_found(client):
    assert client.get("/halls/east/setup/calendar/2026-02-30/").status_code == HTTPStatus.NOT_FOUND


def test_seeding_fills_in_the_national_days_and_leaves_what_stands(client):
    CalendarDay.objects.create(date="2026-10-01", kind=Kind.WORKDAY, name="By hand")

    client.post(reverse("staff:calendar-seed", args=["east"]), {"year": "2026"})

    assert CalendarDay.objects.get(date="2026-10-01").name == "By hand"
    assert CalendarDay.objects.filter(hall=None, date__year=2026).count() > 20


def test_year_without_an_official_arrangement_says_so(client):
    client.post(reverse("staff:calendar-seed", args=["east"]), {"year": "2031"})

    page = client.get(reverse("staff:calendar", args=["east"]), {"year": "2031"}).content.decode()

    assert "The official arrangement for 2031 is not known" in page
