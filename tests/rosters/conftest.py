import pytest

from rosters.edits import editing
from rosters.edits.editing import CellValue
from tests import make


@pytest.fixture
def person(hall):
    return make.employee(hall, "E1", stations=(make.station(hall),))


@pytest.fixture
def other(hall, person):
    return make.employee(hall, "E2", stations=(hall.stations.get(),))


@pytest.fixture
def shift(hall):
    return make.shift_type(hall, "D")


@pytest.fixture
def filled(roster, person, shift, manager):
    """A roster with one cell that breaks nothing."""
    editing.set_cell(roster, person, roster.month, CellValue(shift), by=manager)
    roster.refresh_from_db()
    return roster
