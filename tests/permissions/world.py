"""One row of everything in a hall, and where each address finds it."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from notices.models import Delivery, Notice, Robot
from plans.models import HandoverItem, Record, TimeBlock, WorkPlan
from reports.figures import Figures, to_json
from reports.making import columns_of
from reports.models import Summary
from rosters.models import (
    Assignment,
    Build,
    CalendarFeed,
    Candidate,
    Confirmation,
    Demand,
    DraftVersion,
    Headcount,
    PersonLimits,
    Promotion,
    Publication,
    Repair,
    Roster,
    ShiftLimit,
    ShiftType,
    SickShift,
    TableImport,
    WhatIf,
    Wish,
)
from staff.models import Absence, AbsenceFile, ApiToken, CalendarDay, Employee, Hall, Post, SpecialDay, Station, User
from staff.tokens import make_token
from swaps.models import SwapCell, SwapPart, SwapRequest
from tests import make

DRAFT, PUBLISHED = date(2026, 3, 1), date(2026, 4, 1)
FIGURES = dict.fromkeys("penalty short_minutes uneven_minutes paid_minutes granted_wishes wishes handovers".split(), 0)


# What stands in an address as `kind`, where it is not a pattern.
KINDS = {"staff": "annual", "reports": "json"}
KNOWN = (
    *("special-day", "shift-type", "absence", "station", "employee", "login", "post", "wish", "demand", "promotion"),
    *("headcount", "person-limit", "shift-limit", "token", "own-token", "robot", "webhook", "retry", "delivery"),
    *("confirmation", "summary", "swap", "department-webhook", "department-retry", "table-import"),
)
OF_PLANS = ("occurrence", "record", "task", "block", "handover", "follow-up")
OF_A_NOTICE = ("notices:follow", "notices:read", "api:notice-detail", "api:notice-read")


def all_addresses() -> dict[str, set[str]]:
    """The names of all addresses outside the admin, with the parts that each takes."""
    return dict(walk(get_resolver().url_patterns, ""))


def walk(patterns: list[Any], space: str, taken: frozenset[str] = frozenset()):
    for pattern in patterns:
        takes = taken | set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space, takes)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern} has no name"
            yield space + pattern.name, takes


@dataclass
class World:
    """A hall in which everything is there once, with a draft month and a published one."""

    rows: dict[str, int]
    builds: dict[date, Build]
    repairs: dict[date, Repair]
    drafts: dict[date, DraftVersion]
    what_ifs: dict[date, WhatIf]

    def address(self, name: str, takes: set[str], month: date = DRAFT) -> str:
        return reverse(name, kwargs={part: self._part(name, part, month) for part in takes})

    def _part(self, name: str, part: str, month: date) -> Any:
        is_api = name.startswith("api:")
        parts: dict[str, Any] = {
            "hall_code": "east",
            "code": "E1" if name == "api:person-detail" else "east",
            "month": f"{month:%Y-%m}" if is_api else month,
            "day": month,
            "date": month,
            "employee": "E1",
            "build_id": self.builds[month].pk,
            "repair_id": self.repairs[month].pk,
            "leaning": "fair",
            "name": "close",
            "rest": "nowhere",
            "kind": KINDS.get(name.partition(":")[0], "pattern"),
            "edit_id": 1,
            "number": 1,
            "what": "people",
            "secret": CalendarFeed.objects.get().secret,
        }
        if part in ("build_id", "pk") and "what-if" in name:
            return self.what_ifs[month].pk
        if part == "pk" and name in OF_A_NOTICE:
            return Notice.objects.get(user__isnull=False).pk
        if part == "pk" and "draft-version" in name:
            return self.drafts[month].pk
        if part == "pk" and name.startswith("api:repair"):
            return self.repairs[month].pk
        if part == "pk":
            return self.builds[month].pk if name.startswith("api:build") else self.rows[kind_of(name)]
        return parts[part]


def kind_of(name: str) -> str:
    """`absence` for `staff:absence-approve`: whose primary key stands in the address."""
    space, last = name.split(":")
    if last.startswith("sick"):
        return "sick"
    if last.startswith("leave"):
        return "leave-file" if last == "leave-file" else "absence"
    if space == "swaps":
        return "swap"
    if name.startswith(("plans:", "api:plan")):
        return next(kind for kind in OF_PLANS if kind in last)
    return next(kind for kind in KNOWN if last.removeprefix("my-").startswith(kind))


def make_world(hall: Hall, supervisor: User) -> World:
    counter = make.station(hall)
    person = make.employee(hall, "E1", stations=(counter,))
    shift = make.shift_type(hall)
    CalendarDay.objects.create(hall=hall, date=DRAFT, kind=CalendarDay.Kind.REST_DAY)
    CalendarFeed.objects.create(employee=make.employee(hall, "E2", user=make.user("owner")))
    months = {month: make_month(hall, month, person, shift) for month in (DRAFT, PUBLISHED)}
    rows = {
        "post": Post.objects.get(user=supervisor),
        "table-import": make_table_import(hall),
        **make_set_up(hall, counter, shift),
        **make_person(person, shift),
        **make_notices(hall, supervisor),
        **make_department_webhook(),
        **make_published(months[PUBLISHED].roster, person, shift),
        **make_plan(hall),
    }
    return World(
        {kind: row.pk for kind, row in rows.items()},
        months,
        {month: make_repair(build.roster) for month, build in months.items()},
        {month: make_draft(build.roster) for month, build in months.items()},
        {month: make_what_if(build.roster) for month, build in months.items()},
    )


def make_set_up(hall: Hall, counter: Station, shift: ShiftType) -> dict[str, Model]:
    return {
        "station": counter,
        "shift-type": shift,
        "special-day": SpecialDay.objects.create(hall=hall, date=DRAFT, is_closed=True),
        "demand": Demand.objects.create(hall=hall, station=counter, day_type="weekday", start=540, end=600, needed=1),
        "headcount": Headcount.objects.create(shift_type=shift, day_type="weekday", needed=1),
        "promotion": Promotion.objects.create(hall=hall, name="Sale", first_day=DRAFT, last_day=DRAFT),
        "robot": Robot.objects.create(hall=hall, service="wecom", name="all", token="token-12345"),
        "webhook": Robot.objects.create(
            hall=hall, service="webhook", name="program", token="https://127.0.0.1/", kinds=["summary_sent"]
        ),
    }


def make_person(person: Employee, shift: ShiftType) -> dict[str, Model]:
    """What is agreed with somebody, what she wishes and when she is away."""
    absence = Absence.objects.create(employee=person, first_day=DRAFT, last_day=DRAFT)
    return {
        "employee": person,
        "login": person,
        "absence": absence,
        "leave-file": AbsenceFile.objects.create(absence=absence, file=ContentFile(b"x", "x"), name="x.pdf"),
        "wish": Wish.objects.create(employee=person, date=DRAFT),
        "person-limit": PersonLimits.objects.create(employee=person, most_run=5),
        "shift-limit": ShiftLimit.objects.create(employee=person, shift_type=shift, most=5),
    }


def make_notices(hall: Hall, supervisor: User) -> dict[str, Model]:
    """What one user was told in vain, and the token of her programs."""
    told = Notice.objects.create(user=supervisor, hall=hall, kind="step_late", key="step", url="/")
    delivery = Delivery.objects.create(notice=told, channel="mail", state="failed", next_at=told.at)
    make_token(supervisor, name="own", scope="read", by=supervisor)
    token = ApiToken.objects.get()
    return {"retry": delivery, "delivery": delivery, "token": token, "own-token": token}


def make_department_webhook() -> dict[str, Model]:
    """An address that one summary has not reached."""
    webhook = Robot.objects.create(service="webhook", name="all", token="https://127.0.0.1/", kinds=["summary_sent"])
    told = Notice.objects.create(robot=webhook, kind="summary_sent", key="summary")
    retry = Delivery.objects.create(notice=told, channel="robot", state="failed", next_at=told.at)
    return {"department-webhook": webhook, "department-retry": retry}


def make_published(roster: Roster, person: Employee, shift: ShiftType) -> dict[str, Model]:
    """What becomes of a published month: read, asked to be swapped, somebody fallen ill, summed up."""
    absence = Absence.objects.get(employee=person)
    return {
        "confirmation": Confirmation.objects.create(publication=Publication.objects.get(), employee=person),
        "swap": make_swap(person, roster, shift),
        "sick": make_sick_shift(roster, absence, shift),
        "summary": make_summary(roster.hall),
    }


def make_month(hall: Hall, month: date, person: Employee, shift: ShiftType) -> Build:
    roster: Roster = make.roster(hall, month)
    Assignment.objects.create(roster=roster, employee=person, date=month, shift_type=shift)
    if month == PUBLISHED:
        make.publish(roster)
    build = Build.objects.create(
        roster=roster, revision=0, problem={}, seconds=1, status=Build.Status.FAILED, finished_at="2026-03-20T10:00Z"
    )
    Candidate.objects.create(build=build, leaning="fair", figures=FIGURES, cells={"E1": {"0": str(shift.pk)}})
    return build


def make_what_if(roster: Roster) -> WhatIf:
    build = Build.objects.create(
        roster=roster, revision=0, problem={}, seconds=1, status=Build.Status.FAILED, is_what_if=True
    )
    return WhatIf.objects.create(build=build, asks=[{"kind": "limit", "limit": "days_in_a_row", "amount": 3}], base={})


def make_plan(hall: Hall) -> dict[str, Model]:
    """Work with a record of it that nobody in the cast has made."""
    task = make.plan_task(hall, valid_from=hall.today())
    row = make.occurrence(task, hall.today(), completed_on=hall.today())
    record = Record.objects.create(occurrence=row, date=hall.today(), value=1, base=1)
    block = TimeBlock.objects.create(
        hall=hall, section="Reception", start=time(0), end=time(23, 59), checks="Lights", valid_from=hall.today()
    )
    item = HandoverItem.objects.create(hall=hall, date=hall.today(), text="Till", by=make.user("somebody"))
    WorkPlan.objects.create(hall=hall, month=DRAFT, written_by=item.by)
    approved = {"state": "approved", "approved_by": item.by, "approved_at": hall.now()}
    WorkPlan.objects.create(hall=hall, month=PUBLISHED, written_by=item.by, **approved)
    return {
        "task": task,
        "occurrence": row,
        "record": record,
        "block": block,
        "handover": item,
        "follow-up": make.follow_up(task),
    }


def make_summary(hall: Hall) -> Summary:
    """What the hall has sent of the published month."""
    figures = Figures(days=30)
    return Summary.objects.create(
        hall=hall, month=PUBLISHED, number=1, figures=to_json(figures), sent_at=hall.now(), **columns_of(figures)
    )


def make_table_import(hall: Hall) -> TableImport:
    """Its manager's alone to take back, though nothing is left to be put back."""
    post = Post.objects.get(hall=hall, role=Post.Role.MANAGER)
    return TableImport.objects.create(
        hall=hall, what="people", by=post.user, name="people.xlsx", facts={"undo": []}, applied_at=hall.now()
    )


def make_draft(roster: Roster) -> DraftVersion:
    return DraftVersion.objects.create(roster=roster, name="first try", cells={"values": {}})


def make_sick_shift(roster: Roster, absence: Absence, shift: ShiftType) -> SickShift:
    """Somebody else than those of the other rows has fallen ill."""
    ill = make.employee(roster.hall, "E4")
    return SickShift.objects.create(roster=roster, absence=absence, employee=ill, date=roster.month, shift_type=shift)


def make_swap(person: Employee, roster: Roster, shift: ShiftType) -> SwapRequest:
    """The person has asked another to work her shift, and has no answer yet."""
    moment = "2099-01-01T00:00Z"
    swap = SwapRequest.objects.create(
        hall=person.hall, kind="cover", first_day=roster.month, cut_off_at=moment, expires_at=moment
    )
    asker = SwapPart.objects.create(swap=swap, employee=person, is_asker=True)
    partner = SwapPart.objects.create(swap=swap, employee=make.employee(person.hall, "E3"))
    SwapCell.objects.create(part=asker, roster=roster, date=roster.month, before_shift=shift)
    SwapCell.objects.create(part=partner, roster=roster, date=roster.month, after_shift=shift)
    return swap


def make_repair(roster: Roster) -> Repair:
    figures = {"penalty": 0, "broken": 0, "short_minutes": 0, "unmanaged_minutes": 0, "shortfalls": []}
    asked = {"what": "now", "first": None, "last": None, "employee": None, "shift": None}
    return Repair.objects.create(roster=roster, revision=0, asked=asked, before=figures, after=figures)
