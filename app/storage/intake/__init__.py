"""Queries of a higher organisation's desk."""
