"""Customers of a demo hall's past weeks: so many that its demand is about what they ask for."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from math import sqrt

from rosters.models import Arrivals, ForecastSettings, Promotion, Workload
from staff.models.halls import DAY

from .demand import key_of
from .plan import HallPlan, Horizon, Need
from .writing import BATCH, Written

WEEKS = 12
# How busy people are, and minutes a customer takes, at each station that customers come to.
BUSY = 0.68
MINUTES = {"counter": 9.0, "consult": 6.0, "greet": 2.5, "vip": 16.0}
WAITED = 4.0
GROWTH = 1.004
PROMOTED = 112


def write_customers(written: list[Written], horizon: Horizon, seed: str) -> None:
    """Twelve weeks of customers until yesterday, what they are to each station, and the promotions to come."""
    Arrivals.objects.bulk_create((row for one in written for row in arrivals_of(one, horizon, seed)), BATCH)
    ForecastSettings.objects.bulk_create(ForecastSettings(hall=one.hall) for one in written)
    Workload.objects.bulk_create(row for one in written for row in workloads_of(one))
    Promotion.objects.bulk_create(
        Promotion(hall=one.hall, name=special.note, first_day=special.date, last_day=special.date, percent=PROMOTED)
        for one in written
        for special in one.plan.specials
        if special.is_promotion
    )


def arrivals_of(one: Written, horizon: Horizon, seed: str) -> Iterator[Arrivals]:
    chance = random.Random(f"{seed}/customers/{one.hall.code}")
    needs = needs_by_kind(one.plan)
    for ago in range(WEEKS * 7, 0, -1):
        day = horizon.today - timedelta(days=ago)
        busy = chance.gauss(1.0, 0.05) * GROWTH ** (-ago / 7)
        for start, customers in customers_on(needs.get(key_of(one.plan, horizon, day), [])).items():
            mean = customers * busy
            count = max(0, round(chance.gauss(mean, sqrt(mean))))
            yield arrivals_row(one, day, start, count, chance)


def arrivals_row(one: Written, day: date, start: int, count: int, chance: random.Random) -> Arrivals:
    served = round(count * 0.95)
    return Arrivals(
        hall=one.hall,
        date=day + timedelta(days=start // DAY),
        start=start % DAY,
        minutes=30,
        count=count,
        served=served,
        handling_seconds=round(served * chance.gauss(7.5, 0.4) * 60),
        waiting_seconds=round(served * chance.uniform(0.5, 1.5) * WAITED * 60),
    )


def needs_by_kind(plan: HallPlan) -> dict[tuple[str, date | None], list[Need]]:
    needs = defaultdict(list)
    for need in plan.needs:
        if need.station in MINUTES:
            needs[need.day_type, need.date].append(need)
    return needs


def customers_on(needs: list[Need]) -> dict[int, float]:
    """Customers by start of interval who keep the people needed as busy as usual."""
    customers: dict[int, float] = defaultdict(float)
    for need in needs:
        customers[need.start] += need.needed * BUSY * (need.end - need.start) / MINUTES[need.station]
    return customers


def workloads_of(one: Written) -> Iterator[Workload]:
    """The part of the customers that each station serves; one without customers keeps its demand."""
    served: dict[str, float] = defaultdict(float)
    for need in one.plan.needs:
        if need.station in MINUTES:
            served[need.station] += need.needed / MINUTES[need.station]
    for code, station in one.stations.items():
        share = round(100 * served[code] / sum(served.values())) if code in served else 0
        least = 1 if code == "counter" else 0
        yield Workload(station=station, share=share, handling_minutes=MINUTES.get(code, 8), least=least)
