class NotDelivered(Exception):
    """A message that did not get out, and why in a few words without secrets.

    `is_final`: trying again would change nothing. `is_down`: the service itself did not answer.
    `is_unclear`: it did not say whether it has taken what it was given.
    """

    def __init__(self, why: str, *, is_final: bool = False, is_down: bool = False, is_unclear: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.is_final = is_final
        self.is_down = is_down
        self.is_unclear = is_unclear
