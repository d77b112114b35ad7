"""The optimizers: what they refuse."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from support.bad_arguments import Bad, check_not_made

from refnet import optimizers

SGD, RMS, ADAM = optimizers.SGD, optimizers.RMSprop, optimizers.Adam
INVALID: list[tuple[Callable[..., Any], Bad]] = [
    (SGD, Bad("learning_rate", "fast", "wrong_type", "expected a number")),
    (SGD, Bad("learning_rate", np.nan, "not_finite", "expected a finite number")),
    (SGD, Bad("momentum", 1, "out_of_range", "expected 0 or more and less than 1")),
    (SGD, Bad("nesterov", 1, "wrong_type", "expected true or false")),
    (RMS, Bad("rho", -0.1, "out_of_range", "expected 0 or more and less than 1")),
    (RMS, Bad("epsilon", np.inf, "not_finite", "expected a finite number")),
    (ADAM, Bad("beta_1", 1.0, "out_of_range", "expected 0 or more and less than 1")),
    (ADAM, Bad("beta_2", None, "wrong_type", "expected a number")),
    (ADAM, Bad("epsilon", -1, "out_of_range")),
    (optimizers.AdamW, Bad("weight_decay", None, "wrong_type", "expected a number")),
]


@pytest.mark.parametrize(("make", "bad"), INVALID)
def test_invalid_arguments_are_refused(make: Callable[..., Any], bad: Bad) -> None:
    check_not_made(make, bad)
