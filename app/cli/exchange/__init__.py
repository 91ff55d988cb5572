"""Commands about sealed files and the ways they take."""
