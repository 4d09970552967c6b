"""Tests of the clinic layer."""
