"""Builds with a memory: equal to clean ones, sparing, and unharmed by faults and by work in parallel."""
