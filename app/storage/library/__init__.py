"""Queries over packages from above and what they bring."""
