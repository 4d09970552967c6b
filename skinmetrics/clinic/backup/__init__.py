"""Backups: an archive that may be kept for years, and beside it one small file of keys that is always rewritten.

The archive holds each client's rows and photos sealed by that client's key, and not the key. Erasing a client
rewrites the file of keys without theirs, so no archive of any age opens for them again.
"""
