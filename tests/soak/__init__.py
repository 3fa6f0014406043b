"""A soak: the product under a steady load for half an hour, its memory and the cost of a step watched."""
