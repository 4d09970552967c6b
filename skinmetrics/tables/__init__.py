"""Tables for people who use the command line, readable in a window of 80 columns."""
