"""Our own organisation: its passport, its union's profile and what packages lay over it."""
