"""A step handed to SymPy, for all sizes or spelled out at small ones."""
