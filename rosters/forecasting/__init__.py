"""How many customers to expect, and how many people that takes. Pure Python; knows no Django."""
