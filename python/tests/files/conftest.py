"""Where tests save models."""

from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a model may be saved: the only file of its folder."""
    return tmp_path / "model.refnet"
