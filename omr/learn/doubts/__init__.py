"""What a person is told to look at: what may be missing, or is there and is not read."""
