"""The roster model, its rules, its checker and its search: pure Python, no Django.

A `Problem` goes in, `Duties` come out; `check` judges them. Only `cpsat` and
the program `pdlp` import OR-Tools, so whoever only checks a roster never pays for that.
"""
