"""A line on a page, in LaTeX, in a terminal."""
