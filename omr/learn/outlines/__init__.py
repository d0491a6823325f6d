"""What is printed to be marked or written in: outlines of every make, and which of them are options."""
