"""Before a vault is open: choosing, logging in, recovering the password."""
