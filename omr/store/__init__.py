"""One batch: its scans, evidence and append-only decisions in a database."""
