# Django writes 03月5日; nobody puts a nought before a month.
MONTH_DAY_FORMAT = "n月j日"
