"""How far a hall's set-up is, step by step in the order in which it is done."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Absence, CalendarDay, Hall, Post, Skill
from .months import last_day_of, shifted


@dataclass(frozen=True)
class Step:
    """One page of the set-up: what it is for, what stands, whether it is enough for a build."""

    url: str
    title: str
    purpose: str
    stands: str
    is_done: bool
    is_optional: bool = False


def steps_of(hall: Hall) -> list[Step]:
    return [*_place(hall), *_people(hall), *_work(hall), *_extras(hall)]


@dataclass(frozen=True)
class Upkeep:
    """A page that is looked after every month, and what stands or waits there."""

    icon: str
    url: str
    title: str
    purpose: str
    stands: str = ""
    waits: str = ""


def upkeep_of(hall: Hall) -> list[Upkeep]:
    """What people ask for and how they did: gathered anew for each month's roster."""
    waiting = Absence.objects.filter(employee__hall=hall, state=Absence.State.ASKED).count()
    month = shifted(hall.today().replace(day=1), 1)
    lost = hall.notices.filter(deliveries__state="failed").count()
    wishes = hall.employees.filter(wishes__date__range=(month, last_day_of(month))).count()
    return [
        Upkeep(
            "calendar",
            "reports:cycle-now",
            _("Monthly cycle"),
            _("From the first wish to the closed month: what is done, due and late. The days are the hall’s own."),
        ),
        Upkeep(
            "leave",
            "staff:absences",
            _("Absences"),
            _("Leave, training and times at which somebody is unavailable. A build keeps them free."),
            waits=ngettext("%(n)d to decide", "%(n)d to decide", waiting) % {"n": waiting} if waiting else "",
        ),
        Upkeep(
            "person",
            "rosters:wishes",
            _("Wishes"),
            _("Who would like which shift or day, and who would rather not."),
            ngettext("%(n)d wish for next month", "%(n)d wishes for next month", wishes) % {"n": wishes},
        ),
        Upkeep(
            "edit",
            "staff:reviews",
            _("Reviews"),
            _("Each month’s enthusiasm and skill, 1 to 5; the rules say whether they weigh wishes."),
        ),
        Upkeep(
            "bell",
            "notices:told",
            _("Notices"),
            _("Who was told of what about this hall, and what did not get through."),
            waits=ngettext("%(n)d did not get through", "%(n)d did not get through", lost) % {"n": lost}
            if lost
            else "",
        ),
    ]


def _place(hall: Hall) -> list[Step]:
    days, stations = hall.opening_hours.count(), hall.stations.count()
    return [
        Step(
            "staff:hall",
            _("Hall and opening hours"),
            _("When the hall is open on each weekday, and on special days."),
            ngettext("open %(n)d day a week", "open %(n)d days a week", days) % {"n": days},
            days > 0,
        ),
        Step(
            "staff:stations",
            _("Stations"),
            _("The roles on the floor: counter, floor consultation, greeter."),
            ngettext("%(n)d station", "%(n)d stations", stations) % {"n": stations},
            stations > 0,
        ),
    ]


def _people(hall: Hall) -> list[Step]:
    people = hall.employees.employed_between(hall.today(), hall.today())
    number, managers = people.count(), people.filter(is_manager=True).count()
    unskilled = number - Skill.objects.filter(employee__in=people).values("employee").distinct().count()
    stands = [ngettext("%(n)d person", "%(n)d people", number) % {"n": number}]
    if number and not managers:
        stands.append(_("nobody counts as the manager on site"))
    if number and unskilled:
        stands.append(
            ngettext("%(n)d without a skill", "%(n)d without a skill", unskilled) % {"n": unskilled},
        )
    posts = hall.posts.filter(role=Post.Role.MANAGER).count()
    return [
        Step(
            "staff:employees",
            _("Employees"),
            _("Who can be rostered, with contract hours, skills and dates."),
            " · ".join(stands),
            number > unskilled and managers > 0,
        ),
        Step(
            "staff:posts",
            _("Posts"),
            _("Who logs in as hall manager, duty manager, clerk or supervisor."),
            ngettext("%(n)d hall manager", "%(n)d hall managers", posts) % {"n": posts},
            posts > 0,
            is_optional=True,
        ),
    ]


def _work(hall: Hall) -> list[Step]:
    # Through the hall's own relations: staff knows no more of rosters than that they are there.
    shifts, demand = hall.shift_types.count(), hall.demand.values("day_type", "date").distinct().count()
    return [
        Step(
            "rosters:shift-types",
            _("Shift types"),
            _("The shifts people work: when, how long, paid, for whom."),
            ngettext("%(n)d shift type", "%(n)d shift types", shifts) % {"n": shifts},
            shifts > 0,
        ),
        Step(
            "rosters:demand",
            _("Demand"),
            _("How many people each station needs at which time of which day."),
            ngettext("%(n)d kind of day", "%(n)d kinds of day", demand) % {"n": demand},
            demand > 0,
        ),
        Step(
            "rosters:rules",
            _("Rules"),
            _("Rest, overtime and fairness: what a roster must keep and what it costs not to."),
            _("set by hand") if hasattr(hall, "rule_settings") else _("as the law and the policy have them"),
            True,
            is_optional=True,
        ),
    ]


def _extras(hall: Hall) -> list[Step]:
    year = hall.today().year
    days = CalendarDay.objects.filter(Q(hall=hall) | Q(hall=None), date__year=year).count()
    return [
        Step(
            "staff:calendar",
            _("Calendar"),
            _("Public holidays, days off and make-up workdays."),
            ngettext("%(n)d special day in %(year)d", "%(n)d special days in %(year)d", days)
            % {"n": days, "year": year},
            days > 0,
            is_optional=True,
        ),
    ]
