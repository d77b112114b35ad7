"""How modules come to refuse names."""

from types import ModuleType

import pytest

from refnet.errors import RefnetError
from refnet.keras_names.modules import explain_classes, refuse_names


def test_a_module_refuses_names_and_arguments() -> None:
    module = ModuleType("refnet.losses")

    class Loss:
        def __init__(self, delta: float = 1.0) -> None:
            self.delta = delta

    Loss.__module__ = "refnet.losses"
    vars(module)["Loss"] = Loss
    refuse_names([module])
    explain_classes(module, "losses")
    with pytest.raises(RefnetError, match=r"^losses: there is no Poisson; use MeanSquaredError"):
        _ = module.Poisson
    with pytest.raises(RefnetError, match=r"^reduction: Loss has no such argument; a loss is"):
        Loss(reduction="sum")  # type: ignore[call-arg]
    assert Loss(0.5).delta == 0.5
    first = vars(module)["__getattr__"]
    refuse_names([module])
    assert vars(module)["__getattr__"] is first
