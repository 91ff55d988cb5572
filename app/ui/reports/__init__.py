"""Reports in the window: the list of forms and periods, one report as its paper looks, and what is said about it."""
