"""The program itself: where it lies and keeps things, its updates, copies of it on sticks, what is inside it."""
