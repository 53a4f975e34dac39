"""How far a rule looks, so that a trial asks it again only about what a change can touch."""

from enum import Enum


class Scope(Enum):
    """What one violation of a rule may depend on; a rule that does not say is asked about everything.

    WORKER: one worker's row, with her pins and her wishes. DAYS: the slices and opening
    hours of one day, and how many managers and people of which skills have begun which
    shift around it, never who they are; the violation names that day. HALL: anything.
    """

    WORKER = "worker"
    DAYS = "days"
    HALL = "hall"
