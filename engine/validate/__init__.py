"""What can run as drawn: elements, references, expressions."""
