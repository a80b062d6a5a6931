"""Measurements, product and peers in one run; never part of a test run. `make bench` runs them all."""
