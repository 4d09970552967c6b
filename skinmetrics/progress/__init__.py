"""From a client's dated scores to what changed, how sure that is, and what the photos cannot tell.

Pure: no clock, no database. A burst is one measurement throughout.
"""
