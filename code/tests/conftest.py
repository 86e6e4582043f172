"""Settings of the package's tests. What notebooks need is in nbval_strict."""

from hypothesis import settings

# The same examples every time and everywhere: a red test can be repeated.
settings.register_profile("book", derandomize=True, deadline=None, database=None)
settings.load_profile("book")
