"""Identities, signs, limits and integrals that SymPy alone does not decide."""
