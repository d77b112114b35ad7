"""What ``fit`` returns, and keeps as ``model.history``: the epochs and their logs."""

from collections.abc import Sequence


class History:
    """``epoch``: the epochs, counted from 0; ``history``: a list of values for each log."""

    def __init__(self) -> None:
        """Start without epochs."""
        self.epoch: list[int] = []
        self.history: dict[str, list[float]] = {}

    def add(self, epochs: Sequence[int], logs: dict[str, list[float]]) -> None:
        """Append epochs; logs: a value for each of them."""
        self.epoch.extend(epochs)
        for name, values in logs.items():
            self.history.setdefault(name, []).extend(values)

    def last(self) -> dict[str, float]:
        """Return the logs of the last epoch; empty if there is no epoch."""
        return {name: values[-1] for name, values in self.history.items()}
