"""Measurements of the program; each module is a script."""
