"""Wrong versions of a line, to find out whether a check would notice."""
