"""The vault: making, opening, checking, copying it; its users, keys and journal."""
