"""Who works in a demo hall: managers first, then clerks by their home station."""

import random
from datetime import date, timedelta

from .designs import HallDesign
from .plan import JUNIOR, SENIOR, SKILLED, Horizon, Person, month_before

PART_TIME = 1200


def plan_people(design: HallDesign, size: int, horizon: Horizon, chance: random.Random) -> list[Person]:
    """The hall's people, among them a part-timer, a protected person, a newcomer, and in halls of 20 one who leaves."""
    managers = max(design.least_managers, size // 8)
    people = [manager(design, place, horizon, chance) for place in range(managers)]
    homes = home_stations(design, size - managers)
    clerks = [clerk(design, home, horizon, chance) for home in homes]
    special = chance.sample(range(len(clerks)), 4)
    clerks[special[0]] = changed(clerks[special[0]], weekly_minutes=PART_TIME)
    clerks[special[1]] = changed(clerks[special[1]], is_protected=True)
    clerks[special[2]] = newcomer(clerks[special[2]], horizon)
    if size >= 20:
        clerks[special[3]] = changed(clerks[special[3]], left_on=horizon.next_month + timedelta(days=14))
    return people + clerks


def manager(design: HallDesign, place: int, horizon: Horizon, chance: random.Random) -> Person:
    """The first is the hall manager; managers know every station."""
    return Person(
        role="manager" if place == 0 else "duty_manager",
        is_manager=True,
        home=design.stations[0].code,
        levels={station.code: SENIOR for station in design.stations},
        hired_on=hired_before(horizon, chance, least_years=4),
    )


def clerk(design: HallDesign, home: str, horizon: Horizon, chance: random.Random) -> Person:
    """At home on one station, and most often able to work one or two more."""
    levels = {home: chance.choice((SKILLED, SKILLED, SENIOR))}
    others = [station.code for station in design.stations if station.code != home]
    for other in chance.sample(others, min(len(others), chance.choice((1, 1, 2)))):
        levels[other] = chance.choice((JUNIOR, SKILLED))
    return Person("clerk", False, home, levels, hired_before(horizon, chance, least_years=1))


def home_stations(design: HallDesign, count: int) -> list[str]:
    """A home for each of so many people, by the stations' shares; largest remainders first."""
    shares = {station.code: station.share * count for station in design.stations}
    homes = {code: int(share) for code, share in shares.items()}
    by_rest = sorted(shares, key=lambda code: homes[code] - shares[code])
    for code in by_rest[: count - sum(homes.values())]:
        homes[code] += 1
    return [code for code, many in homes.items() for _ in range(many)]


def hired_before(horizon: Horizon, chance: random.Random, least_years: int) -> date:
    return horizon.this_month - timedelta(days=365 * least_years + chance.randrange(365 * 8))


def newcomer(person: Person, horizon: Horizon) -> Person:
    """Began on the second Monday of last month, and knows one station so far."""
    month = month_before(horizon.this_month)
    begins = month + timedelta(days=7 + (7 - month.weekday()) % 7)
    return changed(person, hired_on=begins, levels={person.home: JUNIOR})


def changed(person: Person, **facts: object) -> Person:
    return Person(**{**vars(person), **facts})
