"""The web product and its command line."""
