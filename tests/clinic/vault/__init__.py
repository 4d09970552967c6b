"""Tests of the photo vault."""
