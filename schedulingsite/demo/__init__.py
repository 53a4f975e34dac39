"""Invented halls for a look at the program: planned as plain data, then written in one go."""
