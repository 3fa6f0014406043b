"""Tests, and the commands that run what others wrote to test with."""
