"""Names over names: what a decision knows itself before what stands around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from regelruimte.engine.values import Value


class Layers(Mapping[str, Value]):
    """An inner context over an outer one, which is only asked for what the inner lacks, never copied."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, inner: Mapping[str, Value], outer: Mapping[str, Value]) -> None:
        self._inner = inner
        self._outer = outer

    def __getitem__(self, name: str) -> Value:
        return self._inner[name] if name in self._inner else self._outer[name]

    def __contains__(self, name: object) -> bool:
        return name in self._inner or name in self._outer

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(self._outer), **dict.fromkeys(self._inner)})

    def __len__(self) -> int:
        return len(set(self._inner) | set(self._outer))
