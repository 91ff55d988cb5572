"""Настройки: organisation, users, look, copies, keys, and what the program is."""
