"""Chapter areas: its cases are those of the metric auc, in metrics."""

from cases import Draft

CASES: list[Draft] = []
