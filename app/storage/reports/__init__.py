"""Reports as kept, and answers to the facts forms ask for."""
