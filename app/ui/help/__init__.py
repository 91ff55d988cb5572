"""Справка: offline texts beside each page."""
