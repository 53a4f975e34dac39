"""A real process is killed with SIGKILL in the middle of a step: the next one does what is left, once."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from notices.models import Notice
from reports.cycle import engine
from reports.cycle.claims import CLAIM_LASTS
from reports.models import Summary
from rosters.cycles.cycle import due_moments
from rosters.models import CycleSettings, CycleStep, Publication, Step
from staff.models import AuditEntry
from tests import make
from tests.workers import database_url

from .conftest import MARCH, staffed

HALLS = 3


@pytest.fixture
def halls():
    """Halls whose month has run to its end with nobody looking: all of its steps are due."""
    found = [make.hall(f"h{n}", f"Hall {n}") for n in range(HALLS)]
    CycleSettings.objects.create(publishes_itself=True)
    for n, hall in enumerate(found):
        make.post(make.user(f"m{n}"), "manager", hall)
        staffed(hall)
    return found


def killed_in_the_middle_of(step: Step, now: datetime) -> None:
    """Run the cycle in a process of its own, to be killed while it is at that step of some hall."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "cycle", "--now", now.isoformat()],
        env=os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "schedulingsite.settings"},
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
    )
    at_it = CycleStep.objects.filter(step=step, hall__isnull=False, claim__isnull=False, claimed_at=now)
    while process.poll() is None:
        if at_it.exists():
            process.send_signal(signal.SIGSTOP)  # so that it is still at it when it is killed
            if at_it.exists():
                break
            process.send_signal(signal.SIGCONT)
        time.sleep(0.002)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert at_it.count() == 1


@pytest.mark.django_db(transaction=True)
def test_process_killed_in_the_middle_of_steps_leaves_them_to_the_next_which_does_each_once(halls):
    now = due_moments(halls[0], MARCH)[Step.CLOSE]

    for step in (Step.SUMMARY, Step.CLOSE):
        killed_in_the_middle_of(step, now)
        now += CLAIM_LASTS + timedelta(minutes=1)
    engine.run(now)
    assert [row for row in engine.run(now).done if row.month == MARCH] == []

    rows = CycleStep.objects.filter(hall__isnull=False, month=MARCH)
    done = rows.filter(done_at__isnull=False, claim__isnull=True)
    assert Counter(done.values_list("step", flat=True)) == {step.value: HALLS for step in Step}
    assert sorted(rows.filter(attempts=2).values_list("step", flat=True)) == ["close", "summary"]
    assert not rows.exclude(attempts__lte=2).exists()
    for act in ("roster_closed", "summary_sent"):
        entries = AuditEntry.objects.filter(act=act, subject=f"{MARCH:%Y-%m}")
        assert Counter(entries.values_list("hall__code", flat=True)) == {hall.code: 1 for hall in halls}
    sent = Summary.objects.filter(month=MARCH, sent_at__isnull=False)
    assert Counter(sent.values_list("hall__code", "number")) == {
        **{(hall.code, 1): 1 for hall in halls},
        (None, 1): 1,
    }
    told = Notice.objects.filter(kind="summary_sent").values_list("user__username", flat=True)
    assert Counter(told) == {f"m{n}": 1 for n in range(HALLS)}
    assert Publication.objects.count() == HALLS
