"""A rehearsal: filled, scanned sheets with their truth."""
