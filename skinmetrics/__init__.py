"""Skinmetrics measures skin on dated selfies and says whether a change is larger than retaking the photo would make it."""

__version__ = "0.1.0"
