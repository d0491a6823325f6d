"""Scan → registered page: which page it is and where everything on it stands."""
