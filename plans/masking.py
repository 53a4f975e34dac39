"""What is kept of a customer's name or number: enough to know her again in the hall, too little for anybody else."""

import re

HIDDEN = 4
NUMBER = re.compile(r"\d(?:[\d -]{5,}\d)")
NAME = re.compile(r"^([\u4e00-\u9fff])([\u4e00-\u9fff]{1,3})$")
TITLES = ("先生", "女士", "小姐", "太太", "老师", "老師", "总", "總", "经理", "經理")


def masked(text: str) -> str:
    """The text with four digits or more of each long number hidden, and a bare Chinese name cut to its surname."""
    text = NUMBER.sub(lambda found: shortened(found.group()), text.strip())
    name = NAME.match(text)
    if name and not text.endswith(TITLES):
        return name.group(1) + "*" * len(name.group(2))
    return text


def shortened(number: str) -> str:
    """At most the last four digits and then the first three, and never so many that fewer than four are hidden."""
    digits = re.sub(r"\D", "", number)
    shown = len(digits) - HIDDEN
    if shown < 3:
        return number
    last = min(4, shown)
    first = min(3, shown - last)
    return digits[:first] + "*" * (len(digits) - first - last) + digits[-last:]
