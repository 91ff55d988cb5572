"""The organisation's parts and bodies: units, offices, elections, the reserve of cadres."""
