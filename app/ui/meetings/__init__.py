"""Meetings: the list with its side panel, the agenda, the table at the door."""
