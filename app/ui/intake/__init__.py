"""«Приём и свод» in the window of a higher organisation: keys, files taken in, decisions."""
