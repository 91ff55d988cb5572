"""A form on the screen: tables that look like the paper, for our reports and for received ones."""
