"""The page of an import: a file, what its texts mean, what would change, applied, undone."""

from datetime import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rosters.models import Assignment, Roster, SheetImport, SheetWord
from staff.models import AuditEntry
from tests import make

from . import files


@pytest.fixture
def staffed(hall, roster, manager, client):
    make.shift_type(hall, "早", letter="A", start=time(8, 30), end=time(17, 30))
    make.shift_type(hall, "中", letter="B", start=time(10), end=time(19))
    make.employee(hall, "E1", name="王芳")
    make.employee(hall, "E2", name="李娜娜")
    client.force_login(manager)
    return hall


def address(name="import"):
    return reverse(f"rosters:{name}", args=["east", make.MONTH])


def send(client, content, name="old.xlsx", **more):
    return client.post(address(), {"file": SimpleUploadedFile(name, content), **more})


def test_file_is_understood_corrected_applied_and_undone(client, staffed, manager):
    send(client, files.xlsx())
    shown = client.get(address())
    assert [one.text for one in shown.context["page"].people] == ["李娜", "王芳"]
    assert len(shown.context["page"].plan.changes) == 3

    client.post(address("import-words"), {"person:李娜": "E2", "value:中": "rest", "person:王芳": ""})
    assert len(client.get(address()).context["page"].plan.changes) == 6

    client.post(address("import-apply"), {"revision": "0"})
    page = client.get(address()).context["page"]
    assert page.can_undo
    assert Assignment.objects.filter(employee__code="E2", day_off="rest").count() == 3

    client.post(reverse("rosters:undo", args=["east", make.MONTH]))
    assert not Assignment.objects.exists()
    assert not client.get(address()).context["page"].can_undo
    assert AuditEntry.objects.filter(act="cells_imported", by=manager).count() == 1


def test_import_taken_back_says_a_few_things_and_how_many_more(client, staffed):
    for number in range(3, 9):
        make.employee(staffed, f"E{number}", name=f"员工{number}")
    lines = [["姓名", *range(1, 29)], *([f"员工{number}", *["早"] * 28] for number in range(3, 9))]
    send(client, files.xlsx(lines))
    client.post(address("import-apply"), {"revision": "0"})
    client.get(address())

    page = client.post(reverse("rosters:undo", args=["east", make.MONTH]), follow=True)

    assert 1 < len(list(page.context["messages"])) <= 5


def test_words_are_kept_for_the_hall_and_logged(client, staffed, manager):
    client.post(address("import-words"), {"person:李娜": "E2", "value:¿": "none", "person:x": "E77"})

    assert {(word.of, word.text) for word in SheetWord.objects.all()} == {("person", "李娜"), ("value", "¿")}
    assert AuditEntry.objects.filter(act="sheet_word_kept", by=manager).count() == 2


def test_nothing_is_applied_to_a_roster_that_has_changed_since(client, staffed):
    send(client, files.xlsx())
    Roster.objects.update(revision=5)

    client.post(address("import-apply"), {"revision": "0"})

    assert not Assignment.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\0", files.xlsx()[:100]])
def test_bad_file_is_refused_and_the_one_before_stays(client, staffed, content):
    send(client, files.xlsx())

    response = send(client, content)

    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert SheetImport.objects.count() == 1


def test_another_file_takes_the_place_and_is_dropped(client, staffed):
    send(client, files.xlsx())
    send(client, files.text("gb18030"), "neu.csv", empties="on")

    (kept,) = SheetImport.objects.all()
    assert (kept.name, kept.empties) == ("neu.csv", True)
    client.post(address("import-drop"))
    assert client.get(address()).context["page"] is None


def test_texts_of_a_file_are_shown_as_text(client, staffed):
    send(client, files.xlsx([["姓名", 1, 2, 3], ["<b>x</b>", "早", "<script>", "休"], ["王芳", "早", "=1", "休"]]))

    shown = client.get(address()).content.decode()

    assert "<script>“" not in shown
    assert "&lt;b&gt;x&lt;/b&gt;" in shown
    assert "<b>x</b>" not in shown
