"""Foreign BPMN in, our BPMN out: bytes are opened, checked for identity and normalised."""

from regelruimte.engine.importing.called import callable_models, other_models
from regelruimte.engine.importing.normalise import NUMBER, Normalised, normalise
from regelruimte.engine.importing.opening import open_model

__all__ = ["NUMBER", "Normalised", "callable_models", "normalise", "open_model", "other_models"]
