"""Lists taken in: preview, decisions, rows that wait."""
