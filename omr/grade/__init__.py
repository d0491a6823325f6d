"""Responses and key → grades."""
