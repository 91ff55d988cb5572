"""Queries over what 152-ФЗ asks to be written down, and erasing a person."""
