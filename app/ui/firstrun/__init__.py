"""The first run: five screens from nothing to a vault with a recovery sheet, a list and a place for copies."""
