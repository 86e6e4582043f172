"""What pytest leaves alone here."""

collect_ignore = ["mutants.py"]  # its tool is in an environment of its own
