"""A hall's old sheet, read and turned into cells of a roster."""
