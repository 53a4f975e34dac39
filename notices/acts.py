"""What the acts on notices are called in the log; `staff.acts` says how the log finds them."""

from django.utils.translation import gettext_lazy as _

ACTS = {"delivery_tried_again": _("had a notice sent again: %(subject)s")}
