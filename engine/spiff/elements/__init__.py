"""One module per BPMN element that differs from SpiffWorkflow's stock behaviour."""
