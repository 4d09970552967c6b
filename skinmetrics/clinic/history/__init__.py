"""A client's history: what the records tell of a client, and what it says."""
