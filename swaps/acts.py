"""What the acts of this app are called in the log."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "swap_asked": _("asked for the swap %(subject)s"),
    "swap_agreed": _("agreed to the swap %(subject)s"),
    "swap_approved": _("approved the swap %(subject)s"),
    "swap_declined": _("declined the swap %(subject)s"),
    "swap_undone": _("took back the decision on the swap %(subject)s"),
    "swap_withdrawn": _("withdrew the swap %(subject)s"),
    "swap_expired": _("ended the swap %(subject)s: nobody had decided in time"),
    "swap_overtaken": _("ended the swap %(subject)s: the roster had changed"),
}
