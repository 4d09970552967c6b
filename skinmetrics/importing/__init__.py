"""Bringing an existing archive of photos into the records: look first, then import, and again where it stopped."""
