"""Layers, optimizers and schedules as a class and its arguments, for refnet and Keras alike."""

from typing import Any, NamedTuple


class Spec(NamedTuple):
    """An object of a library: its class and its arguments, which may be specs themselves."""

    name: str
    options: dict[str, Any]


def spec(name: str, **options: Any) -> Spec:
    """Return an object as a program writes it."""
    return Spec(name, options)


def said(options: dict[str, Any]) -> str:
    """Return arguments as a program writes them."""
    return ", ".join(f"{name}={written(value)}" for name, value in options.items()) or "defaults"


def written(value: Any) -> str:
    """Return a value as a program writes it."""
    return f"{value.name}({said(value.options)})" if isinstance(value, Spec) else repr(value)
