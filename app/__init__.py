"""Первичка: the register, the official forms and the sealed exchange of a primary trade-union organisation."""

__version__ = "0.1.0"
