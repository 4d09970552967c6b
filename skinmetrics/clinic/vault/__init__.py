"""The photo vault: each client's photos sealed by that client's key, in a folder or a bucket."""
