"""Sphinx extensions: mathematics without network, pages made from records."""
