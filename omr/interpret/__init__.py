"""Evidence → responses: the only place that decides."""
