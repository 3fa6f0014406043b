"""The meaning of editing: open, check, compare, rehearse, release."""
