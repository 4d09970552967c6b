"""Tables for people who use the command line, readable in a window of 80 columns."""

from skinmetrics.tables.changes import pair, progress
from skinmetrics.tables.findings import findings
from skinmetrics.tables.photos import scores

__all__ = ["findings", "pair", "progress", "scores"]
