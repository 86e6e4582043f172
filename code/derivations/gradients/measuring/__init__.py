"""The numerical side of a check: what is measured, where, and how far to trust it."""
