"""Members' cards: the list, orders, coverage, the check."""
