"""Commands and options of taking lists in."""
