"""Derivatives worked out rule by rule, as on paper."""
