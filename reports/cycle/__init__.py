"""The engine of the monthly cycle: what is due and not yet done is done, once."""
