"""Outputs in, bytes out. No file is read here but templates; bodies come in as values."""
