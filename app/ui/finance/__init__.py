"""Финансы: the ledger of dues and expenses of a year."""
