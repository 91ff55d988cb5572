"""Commands of the desk of a higher organisation."""
