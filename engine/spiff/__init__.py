"""The only room that imports SpiffWorkflow: a pure step, state in, Advance out."""
