"""Registered page → evidence: what stands in each box, as scores."""
