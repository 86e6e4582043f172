"""Notebooks as files that run: read, refreshed, re-run and compared."""
