"""One file a metric; spec.py holds the registry."""
