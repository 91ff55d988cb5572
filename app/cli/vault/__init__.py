"""Commands about the vault, its users and its journal."""
