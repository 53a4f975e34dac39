"""Two accept the same repair at once, each with a connection of its own."""

import pytest

from rosters.models import Repair
from rosters.repairs.repairing import Event, NotRepairable, accept_repair, propose_repair
from staff.models import Absence
from tests import make
from tests.make import NEXT
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_repair_accepted_at_the_same_moment_is_put_in_place_once(transactional_db):
    hall = make.hall()
    counter = make.station(hall)
    ann, _ = (make.employee(hall, code, stations=(counter,)) for code in ("ann", "bob"))
    manager = make.post(make.user("manager"), "manager", hall)
    roster = make.roster(hall, NEXT)
    make.demand(counter)
    make.assignment(roster, ann, NEXT, make.shift_type(hall))
    found = propose_repair(roster, Event(Repair.What.AWAY, NEXT, NEXT, ann), by=manager)

    def accept() -> str:
        try:
            return accept_repair(found, by=manager).status
        except NotRepairable as refusal:
            return refusal.facts["reason"]

    answers = at_once(accept)

    roster.refresh_from_db()
    assert sorted(answers) == ["accepted", *["repair_decided"] * 3]
    assert roster.revision == found.revision + 1
    assert Absence.objects.count() == 1
