"""The roster model, its rules, its checker and its search: pure Python, no Django.

A `Problem` goes in, `Duties` come out; `check` judges them. Only `engine` and the
module it builds its model with import OR-Tools.
"""
