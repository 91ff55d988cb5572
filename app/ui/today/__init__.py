"""Сегодня: what is due, what is missing, and how the organisation looks."""
