"""Work that takes a while, one small interface over the ways to run it."""
