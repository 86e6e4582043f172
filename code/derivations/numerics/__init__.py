"""derivations.numerics"""
