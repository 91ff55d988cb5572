"""Queries over what is sent and what comes back."""
