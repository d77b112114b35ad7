"""What an optimizer and a learning rate may be."""

import math
from typing import Any

import pytest

from refnet import RefnetError
from refnet.reference import Schedule
from refnet.reference.optimizer_checks import as_optimizer, check_optimizer
from refnet.reference.optimizers import Optimizer

SGD = Optimizer("sgd", 0.1)
COSINE = Schedule("cosine_decay", 0.5, 4)
WRONG: Any = "a"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"weight_decay": -1.0}, "out_of_range", "weight_decay"),
        ({"initial_accumulator_value": math.inf}, "not_finite", "initial_accumulator_value"),
        ({"clipnorm": 0.0}, "out_of_range", "clipnorm"),
        ({"clipnorm": "1"}, "wrong_type", "clipnorm"),
        ({"clipnorm": 1.0, "global_clipnorm": 1.0}, "out_of_range", "global_clipnorm"),
        ({"clipnorm": 1.0, "clipvalue": math.nan}, "not_finite", "clipvalue"),
        ({"learning_rate": [0.1, math.nan]}, "not_finite", "learning_rate"),
        ({"learning_rate": COSINE._replace(decay_steps=0)}, "out_of_range", "decay_steps"),
        ({"learning_rate": COSINE._replace(power=-1.0)}, "out_of_range", "power"),
        ({"learning_rate": COSINE._replace(warmup_target=WRONG)}, "wrong_type", "warmup_target"),
        ({"learning_rate": COSINE._replace(boundaries=[1, 1])}, "out_of_range", "boundaries"),
    ],
)
def test_a_setting_is_refused(changes: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(RefnetError) as caught:
        check_optimizer("optimizer", as_optimizer("optimizer", SGD._replace(**changes)))
    assert caught.value.code == code
    assert str(caught.value.field).endswith(field)


def test_settings_that_are_allowed() -> None:
    for rate in (0, -1, [1, 2], COSINE):
        for changes in ({}, {"clipnorm": 5e-324}, {"clipvalue": 1e300}, {"weight_decay": 0}):
            given = SGD._replace(learning_rate=rate, **changes)
            check_optimizer("optimizer", as_optimizer("optimizer", given))
