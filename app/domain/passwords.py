"""What is asked of a password."""

GOOD_PASSWORD_LENGTH = 8
"""What the window asks of a new password. Scripts may do otherwise: only an empty one is refused."""
