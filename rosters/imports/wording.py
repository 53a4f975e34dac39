"""Why a file or a cell of it is not taken, in the reader's language."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than 20 MB. A roster is small; save its sheet alone."),
    "too_large_unpacked": _("Unpacked, this file would be larger than 200 MB. It is not read."),
    "too_many_cells": _("This file has far more cells than a roster. Save the sheet of the month alone."),
    "too_wide": _("A sheet of this file has more than 1,000 columns. Save the sheet of the month alone."),
    "too_much": _("Reading this file takes more memory or time than a roster can need. It is not read."),
    "not_a_workbook": _("This is no workbook that can be read: .xls, .xlsx, .ods or .csv. It may be damaged."),
    "web_page": _("This is a web page that is called a workbook. Open it in Excel or WPS and save it as .xlsx."),
    "password": _("This workbook has a password. Save it without one."),
    "macros": _("This workbook has macros. Save it as .xlsx, without them."),
    "too_many_arrivals": _("This file has too many cells. Split it by month and import the parts one after another."),
    "no_arrivals": _(
        "No customers can be counted from this file. It needs a column of times and one of numbers, or the times at "
        "which tickets were taken."
    ),
    "nothing_found": _("No roster of this month is found in the file."),
    "nothing_placed": _("Nothing in the file can be placed in this roster."),
}

LAYOUTS = {
    "people-by-days": _("people down, days across"),
    "days-by-people": _("days down, people across"),
    "days-by-shifts": _("days down, shifts across, names in the cells"),
    "shifts-by-days": _("shifts down, days across, names in the cells"),
    "list": _("a list with a line for each person and day"),
    "mixed": _("sheets of several kinds"),
    "none": _("no roster"),
}

RULES = {
    "title": _("title"),
    "heading": _("heading"),
    "weekdays": _("line of weekdays"),
    "weekday-contradicts-date": _("weekday that contradicts its date; the date holds"),
    "label": _("name or number of a row"),
    "closing-row": _("sum, remark or signature"),
    "no-entries": _("row without entries"),
    "below-table": _("below the table"),
    "beside-table": _("beside the table"),
    "other-column": _("column that says nothing of shifts"),
    "times": _("time of a shift that is named"),
    "hidden-sheet": _("hidden sheet"),
    "no-roster-on-sheet": _("sheet without a roster"),
    "nobody-of-the-hall-on-sheet": _("sheet without anybody of this hall"),
    "another-month": _("sheet of another month"),
    "outside-month": _("day of another month"),
    "said-twice": _("said twice"),
    "leave-on-record": _("leave that is on record"),
    "no-arrivals-on-sheet": _("sheet without a table of customers"),
    "other-columns": _("nothing in the columns that count"),
    "no-table-on-sheet": _("sheet without the template’s columns"),
    "void-ticket": _("ticket that was cancelled or a test"),
    "told-to-ignore": _("you said that it means nothing"),
}

REASONS = {
    "formula-without-value": _("a formula without a value"),
    "no-name-in-row": _("no name in this row"),
    "no-day-in-row": _("no date in this row"),
    "unknown-person": _("nobody of this hall has this name or number"),
    "more-than-one-person": _("several people have this name"),
    "name-and-code-disagree": _("name and number are of different people"),
    "no-such-day": _("this month has no such day"),
    "not-understood": _("not understood"),
    "no-shift-at-these-times": _("no shift has these times"),
    "more-than-one-shift": _("several shifts have these times"),
    "name-and-times-disagree": _("this shift has other times"),
    "two-entries-for-a-day": _("another cell says something else of this day"),
    "leave-not-on-record": _("leave that is not on record"),
    "leave-of-no-kind": _("leave; say of which kind"),
    "other-leave-stands": _("other leave of these days is on record or asked for"),
    "not-employed": _("no contract on this day"),
    "no-time": _("no time of day"),
    "no-date": _("no date"),
    "no-such-date": _("there is no such date"),
    "no-such-time": _("there is no such time"),
    "skipped-by-clock": _("the clock was put forward over this time"),
    "not-yet": _("this time is still to come"),
    "no-count": _("no number of customers"),
    "more-served": _("more were served than came"),
    "odd-length": _("the interval is not between 1 minute and 4 hours long"),
    "another-row-says": _("another row says something else of this interval"),
    "another-row-says-person": _("another row has the same code"),
    "no-code": _("no code"),
    "new-person-lacks": _("a new person needs a name and the day she was hired on"),
    "no-level": _("no level of a skill"),
    "no-yes-or-no": _("neither yes nor no"),
    "no-hours": _("no number of hours up to 60"),
    "no-station": _("no station of this hall"),
    "closed-then": _("the hall is closed then"),
    "not-in-steps": _("it does not begin and end on steps of 15, 20, 30 or 60 minutes"),
    "overlaps-row": _("overlaps with the interval of another row"),
    "clashes-with-record": _("cuts through an interval of another length that is on record"),
    "leave": _("leave; it is entered in set-up"),
}


def why_text(why: str) -> str:
    """The rule or reason in words; one that is in words already as it is."""
    return str(RULES.get(why) or REASONS.get(why) or why)


def refusal_text(reason: str) -> str:
    return str(REFUSALS[reason])
