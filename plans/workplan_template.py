"""The texts of the source document's monthly work plan, for any hall to begin with."""

from django.utils.translation import gettext as _


def work_plan_texts() -> dict[str, str]:
    """Guiding idea, goals and requirements, in the language that is active."""
    return {
        "department": _("Customer service"),
        "idea": _("Follow the company’s documents; raise the quality of service; satisfied customers are the measure."),
        "goals": "\n".join(
            [
                _("1. Train new staff well: attitude, knowledge of the business, clear speech, a smile, polite words."),
                _("2. Ask customers how satisfied they are, by letter and by call, and mend what they point out."),
                _("3. Set up model posts held by party members, who lead the others to better service."),
            ]
        ),
        "requirements": "\n".join(
            [
                _("1. Everybody learns, works to a higher standard and gets better at the business."),
                _("2. Everybody writes a plan of her own that is demanding and can be done, and carries it out."),
                _("3. Whatever else comes up is announced separately."),
            ]
        ),
    }
