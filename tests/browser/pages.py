"""Every page there is, in one place: who opens it, and where it is.

A page added here is looked at in every theme, language and width.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils import timezone

from notices.models import Delivery, Robot
from notices.sending import tell
from plans.defining import take_template
from plans.handover import close, note_down
from plans.models import HandoverItem, Occurrence, Record, TimeBlock
from plans.recording import Entry, correct, record
from plans.timetable import take_timetable, tick
from plans.workplans import begin
from rosters.models import Roster, SickShift
from staff.models import Absence, Employee, Hall, TimeBankEntry
from staff.months import shifted
from swaps.models import SwapCell, SwapPart, SwapRequest
from tests import make


@dataclass(frozen=True)
class Page:
    """Who opens it (a username of the world, or nobody), where it is, its answer.

    `{this}` and `{next}` are months, `{person}` is somebody; `{record}` is one of `{occurrence}`, of `{task}`.
    `{soon}` is a day on which the clerk works, `{swap}` a swap that waits for a decision.
    """

    user: str
    path: str
    status: int = 200

    def __str__(self) -> str:
        return f"{self.user or 'nobody'} {self.path}"


PAGES = [
    Page("", "/accounts/login/"),
    Page("manager", "/accounts/password/change/"),
    Page("manager", "/accounts/logout/"),
    Page("manager", "/nothing/is/here/", 404),
    Page("manager", "/"),
    Page("clerk", "/"),
    Page("nobody", "/"),
    Page("department", "/"),
    Page("department", "/?q=nowhere"),
    Page("department", "/department/absence-kinds/"),
    Page("department", "/department/absence-kinds/annual/"),
    Page("department", "/department/webhooks/"),
    Page("department", "/department/webhooks/new/"),
    Page("clerk", "/me/"),
    Page("department", "/me/"),
    Page("clerk", "/accounts/tokens/"),
    Page("manager", "/halls/east/audit/"),
    Page("department", "/halls/east/audit/?q=nothing+like+it"),
    Page("clerk", "/me/leave/"),
    Page("clerk", "/me/wishes/"),
    Page("clerk", "/me/wishes/?month={this}"),
    Page("manager", "/halls/east/leave/"),
    Page("clerk", "/swaps/"),
    Page("manager", "/swaps/"),
    Page("clerk", "/swaps/new/"),
    Page("clerk", "/swaps/new/{soon}/"),
    Page("manager", "/swaps/{swap}/"),
    Page("manager", "/halls/east/swaps/new/"),
    Page("manager", "/halls/east/setup/swaps/"),
    Page("manager", "/halls/east/today/"),
    Page("clerk", "/halls/east/today/?day=2020-01-01"),
    Page("manager", "/halls/east/rosters/{this}/"),
    Page("clerk", "/halls/east/rosters/{this}/"),
    Page("manager", "/halls/east/rosters/{this}/print/"),
    Page("manager", "/halls/east/rosters/{next}/"),
    Page("manager", "/halls/east/rosters/{next}/?group=shift"),
    Page("manager", "/halls/east/rosters/{next}/cells/?employee=E1&date={next}-03"),
    Page("manager", "/halls/east/rosters/{next}/tools/paste/"),
    Page("manager", "/halls/east/rosters/{next}/tools/past/"),
    Page("manager", "/halls/east/rosters/{next}/tools/pattern/"),
    Page("manager", "/halls/east/rosters/{next}/tools/pin/"),
    Page("manager", "/halls/east/rosters/{next}/what-if/"),
    Page("manager", "/halls/east/rosters/{next}/build/part/"),
    Page("manager", "/halls/east/rosters/{this}/publish/"),
    Page("manager", "/halls/east/rosters/{next}/publish/"),
    Page("manager", "/halls/east/rosters/{next}/review/"),
    Page("manager", "/halls/east/rosters/{this}/versions/"),
    Page("manager", "/halls/east/rosters/{next}/versions/"),
    Page("manager", "/halls/east/rosters/{this}/versions/compare/?before=p1&after=now"),
    Page("manager", "/halls/east/rosters/{this}/hours/"),
    Page("manager", "/halls/east/rosters/{next}/import/"),
    Page("manager", "/halls/east/rosters/{this}/confirmations/"),
    Page("manager", "/halls/east/rosters/{next}/confirmations/"),
    Page("manager", "/halls/east/rosters/{next}/explain/"),
    Page("manager", "/halls/east/rosters/{next}/explain/cell/?employee=E1&date={next}-03"),
    Page("manager", "/halls/east/rosters/{next}/explain/gap/?date={next}-03&station=counter&start=540"),
    Page("manager", "/halls/west/setup/", 404),
    Page("manager", "/halls/east/setup/"),
    Page("manager", "/halls/east/setup/hall/"),
    Page("manager", "/halls/east/setup/hall/special-days/new/"),
    Page("manager", "/halls/east/setup/stations/"),
    Page("manager", "/halls/east/setup/stations/new/"),
    Page("manager", "/halls/east/setup/employees/"),
    Page("manager", "/halls/east/setup/employees/new/"),
    Page("manager", "/halls/east/setup/employees/{person}/"),
    Page("manager", "/halls/east/setup/employees/{person}/limits/"),
    Page("manager", "/halls/east/setup/posts/"),
    Page("manager", "/halls/east/setup/absences/"),
    Page("manager", "/halls/east/setup/absences/new/"),
    Page("manager", "/halls/east/setup/absences/kinds/"),
    Page("manager", "/halls/east/setup/absences/kinds/new/"),
    Page("manager", "/halls/east/setup/absences/kinds/annual/"),
    Page("manager", "/halls/east/setup/absences/allowances/"),
    Page("manager", "/halls/east/setup/absences/settings/"),
    Page("manager", "/halls/east/setup/wishes/holidays/"),
    Page("manager", "/halls/east/setup/reviews/"),
    Page("manager", "/halls/east/setup/calendar/"),
    Page("manager", "/halls/east/setup/calendar/import/"),
    Page("manager", "/halls/east/setup/calendar/2026-10-01/"),
    Page("manager", "/halls/east/setup/shift-types/"),
    Page("manager", "/halls/east/setup/shift-types/new/"),
    Page("manager", "/halls/east/setup/demand/"),
    Page("manager", "/halls/east/setup/demand/shifts/?day=mon"),
    Page("manager", "/halls/east/setup/rules/"),
    Page("manager", "/halls/east/setup/rules/reset/"),
    Page("manager", "/halls/east/setup/time-banks/"),
    Page("manager", "/halls/east/setup/time-banks/settings/"),
    Page("manager", "/halls/east/setup/time-banks/{person}/"),
    Page("manager", "/halls/east/setup/wishes/"),
    Page("manager", "/halls/east/setup/wishes/new/"),
    Page("manager", "/halls/east/setup/robots/"),
    Page("manager", "/halls/east/setup/robots/new/"),
    Page("manager", "/halls/east/setup/robots/webhooks/new/"),
    Page("manager", "/halls/east/setup/cycle/"),
    Page("manager", "/halls/east/setup/demand/forecast/"),
    Page("manager", "/halls/east/setup/demand/forecast/settings/"),
    Page("manager", "/halls/east/setup/demand/forecast/promotions/new/"),
    Page("manager", "/halls/east/setup/import/people/"),
    Page("manager", "/halls/east/cycle/"),
    Page("manager", "/halls/east/plans/follow-ups/"),
    Page("manager", "/halls/east/plans/import/"),
    Page("manager", "/reports/{this}/east/"),
    Page("department", "/reports/"),
    Page("department", "/reports/{this}/"),
    Page("manager", "/halls/east/setup/notices/"),
    Page("manager", "/halls/east/setup/notices/?only=failed"),
    Page("clerk", "/notices/"),
    Page("manager", "/notices/"),
    Page("clerk", "/notices/preferences/"),
    Page("department", "/plans/"),
    Page("department", "/plans/?span=quarter"),
    Page("nobody", "/plans/"),
    Page("manager", "/halls/east/plans/"),
    Page("manager", "/halls/east/plans/?span=year"),
    Page("clerk", "/halls/east/plans/work/"),
    Page("manager", "/halls/east/plans/list/"),
    Page("manager", "/halls/east/plans/list/?state=waiting"),
    Page("clerk", "/halls/east/plans/day/"),
    Page("manager", "/halls/east/plans/blocks/"),
    Page("manager", "/halls/east/plans/blocks/new/"),
    Page("manager", "/halls/east/plans/blocks/{block}/"),
    Page("clerk", "/halls/east/plans/handover/"),
    Page("manager", "/halls/east/plans/months/{this}/"),
    Page("manager", "/halls/east/plans/months/{this}/edit/"),
    Page("manager", "/halls/east/plans/months/{next}/"),
    Page("clerk", "/halls/east/plans/months/{next}/"),
    Page("manager", "/halls/east/plans/occurrences/{occurrence}/"),
    Page("manager", "/halls/east/plans/records/{record}/"),
    Page("manager", "/halls/east/plans/tasks/"),
    Page("manager", "/halls/west/plans/", 404),
    Page("manager", "/halls/east/plans/tasks/new/"),
    Page("manager", "/halls/east/plans/tasks/{task}/"),
    Page("manager", "/halls/east/plans/tasks/{task}/end/"),
    Page("admin", "/halls/east/plans/tasks/{task}/halls/"),
    Page("admin", "/halls/west/plans/"),
    Page("admin", "/halls/new/"),
    Page("department", "/department/absence-kinds/new/"),
    Page("manager", "/halls/east/cycle/{this}/"),
    Page("manager", "/halls/east/plans/months/{this}/people/E2/"),
    Page("manager", "/halls/east/rosters/{next}/repair/"),
    Page("manager", "/halls/east/setup/absences/{absence}/"),
    Page("manager", "/halls/east/setup/absences/{absence}/delete/"),
    Page("manager", "/halls/east/setup/cycle/reset/"),
    Page("manager", "/halls/east/setup/employees/{person}/delete/"),
    Page("manager", "/halls/east/setup/robots/{robot}/"),
    Page("manager", "/halls/east/setup/robots/{robot}/delete/"),
    Page("manager", "/halls/east/setup/shift-types/{shift_type}/"),
    Page("manager", "/halls/east/setup/shift-types/{shift_type}/delete/"),
    Page("manager", "/halls/east/setup/stations/{station}/"),
    Page("manager", "/halls/east/setup/stations/{station}/delete/"),
    Page("manager", "/halls/east/swaps/E2/{soon}/"),
]


@dataclass(frozen=True)
class World:
    """A hall with a published month, a draft and people, and users who look at it."""

    hall: Hall
    this: Roster
    coming: Roster
    users: dict

    def address(self, path: str) -> str:
        person = self.hall.employees.values_list("pk", flat=True).first()
        record = Record.objects.select_related("occurrence").first()
        rows = {
            "absence": Absence.objects.values_list("pk", flat=True)[0],
            "robot": Robot.objects.values_list("pk", flat=True)[0],
            "shift_type": self.hall.shift_types.values_list("pk", flat=True)[0],
            "station": self.hall.stations.values_list("pk", flat=True)[0],
            "block": self.hall.time_blocks.values_list("pk", flat=True)[0],
            "record": record.pk,
            "occurrence": record.occurrence_id,
            "task": record.occurrence.task_id,
        }
        months = {"this": f"{self.this.month:%Y-%m}", "next": f"{self.coming.month:%Y-%m}"}
        swap = SwapRequest.objects.values_list("pk", flat=True).first()
        return path.format(**months, person=person, swap=swap, soon=self.soon, **rows)

    @property
    def soon(self) -> date:
        """The clerk's last shift of this month."""
        shifts = self.this.assignments.filter(employee__user=self.users["clerk"], shift_type__isnull=False)
        return shifts.values_list("date", flat=True).last() or self.this.month


def make_world() -> World:
    hall = make.hall("east", "East Gate")
    make.hall("west", "West Gate")
    users = {
        "manager": make.post(make.user("manager"), "manager", hall),
        "clerk": make.post(make.user("clerk"), "clerk", hall),
        "department": make.post(make.user("department"), "management"),
        "nobody": make.user("nobody"),
        "admin": make.user("admin", is_staff=True, is_superuser=True),
    }
    month = hall.today().replace(day=1)
    this = make.roster(hall, month)
    coming = make.roster(hall, shifted(month, 1))
    fill(hall, this, coming, users)
    plan(hall, users)
    return World(hall, this, coming, users)


def fill(hall: Hall, this: Roster, coming: Roster, users: dict) -> None:
    counter, floor = make.station(hall), make.station(hall, "floor", "Floor")
    early = make.shift_type(hall, "E", end=time(17))
    late = make.shift_type(hall, "L", start=time(11), end=time(20), kind="late", colour="violet", break_minutes=60)
    for station in (counter, floor):
        # More than are ever there: whatever a page says about short hours, it says on every day.
        make.demand(station, 4)
        make.demand(station, 4, day_type="weekend")
    people = [
        make.employee(hall, f"E{n}", name=name, stations=(counter, floor), is_manager=n < 2, home_station=counter)
        for n, name in enumerate(["王丽娜", "李明轩", "Zhang Yutong", "欧阳雪", "赵文静", "Sun"])
    ]
    people[2].user = users["clerk"]
    people[2].save()
    for roster in (this, coming):
        for day in roster.days:
            # Counted from today, so that the same people are on duty whenever the test runs.
            n = (day - hall.today()).days
            for person in range(len(people)):
                if (n + person) % 7 < 5:
                    make.assignment(roster, people[person], day, early if (n + person) % 2 else late)
    make.publish(this)
    away = {"first_day": this.month + timedelta(days=8), "last_day": this.month + timedelta(days=9)}
    Absence.objects.create(employee=people[3], state="approved", **away)
    asked = {"first_day": coming.month, "last_day": coming.month + timedelta(days=2), "reason": "家中有事"}
    Absence.objects.create(employee=people[2], kind="personal", **asked)
    ill = Absence.objects.create(
        employee=people[1], kind="sick", state="approved", first_day=hall.today(), last_day=hall.today()
    )

    SickShift.objects.create(roster=this, absence=ill, employee=people[1], date=hall.today(), shift_type=early)
    tell_all(hall, this, users)
    ask_for_swap(this, people[2], people[4])
    TimeBankEntry.objects.create(employee=people[2], date=date(2026, 1, 1), minutes=90, reason="overtime")


def tell_all(hall: Hall, this: Roster, users: dict) -> None:
    """Notices in a clerk's inbox, one of which did not get through by mail."""
    Robot.objects.create(hall=hall, service="wecom", name="全体员工", token="token-12345")
    clerk = users["clerk"]
    clerk.email = "clerk@example.com"
    days = [{"date": this.month + timedelta(days=n), "before": "E", "after": "L"} for n in (4, 5)]
    tell([clerk], "roster_published", hall=hall, key="published", facts={"month": this.month}, url="/me/")
    tell([clerk], "days_changed", hall=hall, key="days", facts={"month": this.month, "days": days}, url="/me/")
    Delivery.objects.filter(notice__key="days").update(state="failed", attempts=16, error="550 nobody of that name")


def plan(hall: Hall, users: dict) -> None:
    """The service plan since two months ago: work done, done below its target, corrected, missed and to come."""
    take_template(hall, by=users["manager"], start=shifted(hall.today().replace(day=1), -2))
    rows = Occurrence.objects.filter(hall=hall, closes_on__gte=hall.today(), first_day__lte=hall.today())
    # Who is on duty takes turns; on every day the calls are the clerk's.
    clerk = hall.employees.get(user=users["clerk"])
    rows.filter(task__code="calls").update(answerable=clerk, answerable_name=clerk.name)
    for row in rows.filter(task__code__in=["follow-up", "events"]):
        old = record(row, Entry(7, 9, note="By telephone."), by=users["clerk"])
        correct(old, Entry(7, 10), by=users["clerk"])
    take_timetable(hall, by=users["manager"])
    TimeBlock.objects.update(since=0)  # of the whole day, whenever the test runs
    block = TimeBlock.objects.order_by("pk")[1]
    tick(block, hall.today(), block.lines[0], by=users["clerk"])
    begin(hall, hall.today().replace(day=1), "tasks", by=users["manager"])
    for text in ("The printer jams.", "Ten too many in the till."):
        note_down(HandoverItem(hall=hall, text=text, kind="cash"), by=users["manager"])
    close(note_down(HandoverItem(hall=hall, text="Done."), by=users["clerk"]), "Good.", by=users["manager"])


def ask_for_swap(roster: Roster, asker: Employee, partner: Employee) -> None:
    """A swap that both have agreed to and that has much to say about itself."""
    day, later = roster.last_day, timezone.now() + timedelta(days=1)
    swap = SwapRequest.objects.create(
        hall=roster.hall,
        kind="cover",
        state="agreed",
        first_day=day,
        cut_off_at=later,
        expires_at=later,
        note="孩子家长会",
        is_emergency=True,
        emergency_reason="临时通知",
    )
    shift = roster.hall.shift_types.order_by("code").first()
    for person, cell in ((asker, {"before_shift": shift}), (partner, {"after_shift": shift})):
        answer = {"agrees": True, "answered_at": timezone.now()}
        part = SwapPart.objects.create(swap=swap, employee=person, is_asker=person == asker, **answer)
        SwapCell.objects.create(part=part, roster=roster, date=day, **cell)
