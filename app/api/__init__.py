"""What other programs may ask, in JSON."""
