"""How many people serve so many customers: the queue M/M/n.

Customers come at random at rate λ, each takes 1/μ on average, n people serve them first come, first served.
With the offered load a = λ/μ (in erlangs) and n > a,

    B(0) = 1,  B(k) = a·B(k-1) / (k + a·B(k-1))          that all k are busy where nobody waits (Erlang B)
    C(n) = n·B(n) / (n - a·(1 - B(n)))                   that a customer has to wait (Erlang C)
    P(W ≤ t) = 1 - C(n)·exp(-(n - a)·t·μ)                that she waits at most t
    E(W) = C(n) / ((n - a)·μ)                            how long she waits on average

Formulas: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic
telephone exchanges" (1917); the recursion and the way from B to C: R. B. Cooper, "Introduction to Queueing
Theory" (2nd ed. 1981), ch. 3. The recursion adds and divides positive numbers only, so nothing overflows where
factorials would.
Each interval is taken as if it went on for ever, which holds where it is longer than a customer takes.
"""

from dataclasses import dataclass
from math import exp, inf

MOST_PEOPLE = 200


@dataclass(frozen=True)
class Target:
    """So large a part of the customers (0 to 1) is called within so many minutes."""

    part: float = 0.8
    within: float = 10.0


@dataclass(frozen=True)
class Staffing:
    """People in an interval and what customers have of it; `wait` is the mean in minutes, `met` the part in time."""

    people: int
    load: float
    wait: float
    met: float

    @property
    def occupancy(self) -> float:
        """The part of their time in which people serve, 0 to 1."""
        return self.load / self.people if self.people else 0.0


def erlang_b(load: float, people: int) -> float:
    """The part of customers who find all busy, if none waits."""
    busy = 1.0
    for place in range(1, people + 1):
        busy = load * busy / (place + load * busy)
    return busy


def erlang_c(load: float, people: int) -> float:
    """The part of customers who have to wait; 1 where the people cannot keep up."""
    if load >= people:
        return 1.0 if load else 0.0
    busy = erlang_b(load, people)
    return people * busy / (people - load * (1 - busy))


def load_of(customers: float, minutes: float, handling: float) -> float:
    """Offered load in erlangs: people busy on average if `customers` in `minutes` take `handling` minutes each."""
    return customers * handling / minutes


def mean_wait(load: float, people: int, handling: float) -> float:
    """Minutes a customer waits on average; endless where the people cannot keep up."""
    if not load:
        return 0.0
    return erlang_c(load, people) * handling / (people - load) if people > load else inf


def part_within(load: float, people: int, handling: float, within: float) -> float:
    """The part of customers who wait at most so many minutes."""
    if not load:
        return 1.0
    return 1 - erlang_c(load, people) * exp(-(people - load) * within / handling) if people > load else 0.0


def staffing_for(customers: float, minutes: float, handling: float, target: Target, least: int = 0) -> Staffing:
    """The fewest people, at least `least`, who keep up and meet the target in an interval of `minutes`."""
    load = load_of(customers, minutes, handling)
    people = max(least, int(load) + 1 if load else 0)
    while people < MOST_PEOPLE and part_within(load, people, handling, target.within) < target.part:
        people += 1
    return Staffing(
        people,
        load,
        mean_wait(load, people, handling),
        part_within(load, people, handling, target.within),
    )
