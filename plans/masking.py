"""What is kept of a customer's name or number: enough to know her again in the hall, too little for anybody else."""

import re

NUMBER = re.compile(r"\d(?:[\d -]{5,}\d)")
NAME = re.compile(r"^([\u4e00-\u9fff])([\u4e00-\u9fff]{1,3})$")
TITLES = ("先生", "女士", "小姐", "太太", "老师", "老師", "总", "總", "经理", "經理")


def masked(text: str) -> str:
    """The text with long numbers cut to first three and last four digits, a bare Chinese name to its surname."""
    text = NUMBER.sub(lambda found: shortened(found.group()), text.strip())
    name = NAME.match(text)
    if name and not text.endswith(TITLES):
        return name.group(1) + "*" * len(name.group(2))
    return text


def shortened(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    if len(digits) < 7:
        return number
    return f"{digits[:3]}{'*' * (len(digits) - 7) or '*'}{digits[-4:]}"
