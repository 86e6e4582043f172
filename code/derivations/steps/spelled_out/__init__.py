"""A line at small sizes: every entry a symbol, every sum its terms."""
