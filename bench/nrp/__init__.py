"""The staff-scheduling benchmark of Curtois and Qu, solved with the product's own solver and by peers."""


def run(argv: list[str]) -> str:
    """The table of `python -m bench nrp`."""
    from bench.nrp.table import run as tabled  # whoever only reads an instance needs none of it

    return tabled(argv)
