"""Dues and expenses of the organisation."""
