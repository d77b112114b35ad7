"""What ``summary`` prints."""

from typing import Any


def summary_of(model: Any, **options: Any) -> list[str]:
    """Return the lines of a model's summary."""
    lines: list[str] = []
    model.summary(print_fn=lines.append, **options)
    return lines


def rows_of(model: Any, **options: Any) -> list[str]:
    """Return the lines below the head of the table, with one space between columns."""
    _, _, _, _, *rows = summary_of(model, **options)
    return [" ".join(row.split()) for row in rows if not row.startswith("=")]
