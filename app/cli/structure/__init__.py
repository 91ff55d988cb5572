"""Commands about units, elections, offices, the reserve."""
