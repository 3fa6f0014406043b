"""The product as it runs for people: its processes from outside, and visitors without a browser."""
