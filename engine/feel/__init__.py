"""FEEL, the expression language of DMN: compiler, values, built-ins."""
