"""Commands about the register of members."""
