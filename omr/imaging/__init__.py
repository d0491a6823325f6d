"""Pure functions on arrays; input arrays are never modified."""
