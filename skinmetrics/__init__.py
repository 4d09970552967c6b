"""Skin measured on dated selfies; a change is one only when it is larger than retaking the photo would make it."""

__version__ = "0.1.0"
