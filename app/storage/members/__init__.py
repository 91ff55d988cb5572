"""Queries over the register of members."""
