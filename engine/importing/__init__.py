"""Foreign BPMN made ours: flow ids, encodings, vendor extensions; every change is a finding."""
