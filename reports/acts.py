"""What the acts of this app are called in the log; `staff.acts` says how the log finds them."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "summary_sent": _("sent the summary of %(subject)s to the department"),
    "hall_reminded": _("reminded the hall of a step of %(subject)s that is late"),
}

FACTS = {"changes": _("figures changed"), "number": _("number"), "version": _("version")}
