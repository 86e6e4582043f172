"""Settings of the package's tests. What notebooks need is in nbval_strict."""

import gc

from hypothesis import settings

# Formulas in caches are no garbage: looking for it all the time takes a tenth of it.
gc.set_threshold(100_000, 20, 20)

# The same examples every time and everywhere: a red test can be repeated.
settings.register_profile("book", derandomize=True, deadline=None, database=None)
settings.load_profile("book")
