"""A daily timetable worked through, a handover log and a monthly plan, in the halls whose people can log in."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.utils import translation

from plans.cases import count_again
from plans.masking import masked
from plans.models import Case, FollowUp, HandoverItem, HandoverSignature, Tick, TimeBlock, WorkPlan
from plans.timetable_template import daily_timetable
from plans.workplans import FROM_LAST, approve, begin
from rosters.models import Assignment
from staff.models import Hall, User
from staff.months import shifted

from .plan import Horizon
from .writing import BATCH, Written

DAYS = 10
WRITERS = ("manager", "supervisor")
NOTES = (
    (2, "equipment", "2 号台席打印机卡纸，已报修，工程师预计明天上午到。", "已更换搓纸轮，恢复正常。"),
    (2, "cash", "备用金零钱不足，已向财务申请，明天送到。", "已补足 500 元零钱。"),
    (1, "complaint", "尾号 3321 客户投诉套餐多扣费，已登记工单，答应今天 18 点前回电。", ""),
    (1, "follow_up", "王女士有意办理家庭宽带，资料已留，请联系确认安装时间。", ""),
)
CUSTOMERS = (
    (6, "known", "陈女士 尾号 3321", "宽带提速"),
    (5, "new", "李建国", "新装宽带"),
    (2, "new", "订单 20-4417", "合约机"),
    (1, "known", "13800001234", "套餐变更"),
    (0, "new", "赵先生 尾号 0086", "携号转入"),
)


def write_floor_work(one: Written, horizon: Horizon) -> None:
    """Ten days of checks, one missed; a few items of which two are open; customers to call; monthly plans."""
    with translation.override("zh-hans"):
        facts = daily_timetable()
    first = horizon.today - timedelta(days=DAYS)
    blocks = [TimeBlock(hall=one.hall, valid_from=first, **fact) for fact in facts]
    TimeBlock.objects.bulk_create(blocks)
    Tick.objects.bulk_create(ticks_of(one.hall, blocks, horizon), BATCH)
    write_notes(one.hall, horizon)
    write_cases(one.hall, horizon)
    write_work_plans(one.hall, horizon)


def write_work_plans(hall: Hall, horizon: Horizon) -> None:
    """This month's and last month's plan, written by the hall's manager and approved by the supervisor."""
    since = hall.plan_tasks.aggregate(first=Min("valid_from"))["first"]
    writer, approver = (User.objects.filter(posts__hall=hall, posts__role=role).first() for role in WRITERS)
    if since is None or writer is None or approver is None:
        return
    with translation.override("zh-hans"):
        for month in (shifted(horizon.this_month, -1), horizon.this_month):
            if month >= since:
                plan = begin(hall, month, FROM_LAST, by=writer)
                WorkPlan.objects.filter(pk=plan.pk).update(head=str(writer))
                approve(plan, by=approver)


def ticks_of(hall: Hall, blocks: list[TimeBlock], horizon: Horizon) -> list[Tick]:
    """Every check of the past days by whoever was on duty, but for the last of one block three days ago."""
    rows = Assignment.objects.filter(roster__hall=hall, shift_type__isnull=False, date__lt=horizon.today)
    people = {row.date: row.employee for row in rows.select_related("employee").order_by("date", "-employee__code")}
    zone = ZoneInfo(hall.time_zone)
    made = []
    for day in (horizon.today - timedelta(days=n) for n in range(1, DAYS + 1)):
        for place, block in enumerate(blocks):
            is_missed = (horizon.today - day).days == 3 and place == 5
            for line in block.lines[: -1 if is_missed else None]:
                moment = datetime.combine(day, block.start, zone) + timedelta(minutes=20)
                made.append(Tick(block=block, date=day, line=line, employee=people.get(day), at=moment))
    return made


def write_cases(hall: Hall, horizon: Horizon) -> None:
    """Customers of the last days: most reached when they were called, one not, some to be called today and later."""
    task = hall.plan_tasks.exclude(follow_up_days="").first()
    people = list(User.objects.filter(employee__hall=hall).select_related("employee").order_by("pk"))
    if task is None or not people:
        return
    for place, (ago, kind, reference, note) in enumerate(CUSTOMERS):
        by, served_on = people[place % len(people)], horizon.today - timedelta(days=ago)
        case = Case.objects.create(
            hall=hall, code=task.code, kind=kind, reference=masked(reference), note=note, served_on=served_on, by=by
        )
        days = [served_on + timedelta(days=number) for number in task.days_to_follow_up]
        FollowUp.objects.bulk_create(call_on(day, case, by, horizon, place) for day in days)
        count_again(hall, task.code, days)


def call_on(day: date, case: Case, by: User, horizon: Horizon, place: int) -> FollowUp:
    row = FollowUp(case=case, hall=case.hall, code=case.code, due_on=day, employee=by.employee)
    if day < horizon.today:
        row.outcome, row.by, row.done_on = ("not_reached" if place == 2 else "content"), by, day
    return row


def write_notes(hall: Hall, horizon: Horizon) -> None:
    writers = list(User.objects.filter(employee__hall=hall).order_by("pk"))
    zone = ZoneInfo(hall.time_zone)
    for place, (ago, kind, text, outcome) in enumerate(NOTES):
        day = horizon.today - timedelta(days=ago)
        moment = datetime.combine(day, time(20, 5 + place), zone)
        item = HandoverItem(
            hall=hall, date=day, shift="晚班", kind=kind, text=text, by=writers[place % len(writers)], at=moment
        )
        if outcome:
            item.outcome, item.closed_by, item.closed_at = outcome, writers[0], moment + timedelta(hours=14)
        item.save()
    HandoverSignature.objects.create(hall=hall, item=item, date=horizon.today, shift="早班", by=writers[0])
