"""Queries of the import of lists."""
