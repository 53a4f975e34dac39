"""Why a publication, a review, a confirmation or a kept draft was refused; `wording.reason_of` fills them in."""

from typing import Any

from django.utils.translation import gettext_lazy as _

PUBLICATION_REASONS: dict[str, Any] = {
    # publishing
    "empty": _("There is nothing to publish yet: build the roster or fill in cells."),
    "broken": _("The roster breaks hard rules. Mend what is marked red, or say why each may stand; then publish."),
    "needs_review": _("In this hall a second person reviews a roster before it is published. Ask for a review."),
    "newly_broken": _(
        "Together with what staff see now, these cells would break hard rules: other changes are not published yet."
        " Publish those first."
    ),
    "not_published": _("This roster is not published."),
    "month_not_over": _("The month is not over yet. It can be closed after its last day."),
    "unpublished_changes": _("There are changes that staff do not see. Publish or discard them, then close the month."),
    # reviews
    "no_changes": _("Staff see the roster as it is: there is nothing to review."),
    "in_review": _("A review has been asked for already."),
    "not_in_review": _("Nobody waits for a review of this roster any more."),
    "own_review": _("You asked for this review yourself; somebody else has to look at the roster."),
    "own_changes": _(
        "You have changed the roster since this review was asked for; somebody else has to approve it."
        " Or take the review back and ask for one yourself: then the person who asked can approve."
    ),
    "not_reviewer": _("You may not review rosters of this hall."),
    "reason_missing": _("Say what should be changed, so that it can be."),
    "edited_in_review": _("The roster was edited while you looked at it. Look at what differs now, then decide."),
    # confirmations
    "not_yours": _("Everybody confirms her own days."),
    "newer_version": _("Your days have changed since. Look at them again, then confirm."),
    # kept drafts
    "what_if_not_keepable": _("This what-if cannot be kept: people in it do not exist, or it has not ended."),
    "name_missing": _("Give the version a name."),
    "name_taken": _("There is a version named “%(name)s” already. Choose another name."),
    "edited_since": _("The roster was edited since you opened this page. Look at what differs now, then try again."),
}
