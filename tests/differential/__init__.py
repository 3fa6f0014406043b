"""The same FEEL expressions through ours and through npm `feelin`: `python -m tests.differential`."""
