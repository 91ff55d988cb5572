"""Актив и обучение: offices on a date, training of a year."""
