"""The built-in functions of FEEL, by name (DMN 1.5, 10.3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from regelruimte.engine.feel.builtins import contexts, conversion, dates, lists, numbers, ranges, sums, texts
from regelruimte.engine.feel.kinds import Function

BUILTINS: Mapping[str, Function] = MappingProxyType(
    {
        name: function
        for module in (contexts, conversion, dates, lists, numbers, ranges, sums, texts)
        for name, function in module.FUNCTIONS.functions.items()
    }
)
"""Every built-in function by its FEEL name."""
