"""Looking at a PDF before it is printed or saved."""
