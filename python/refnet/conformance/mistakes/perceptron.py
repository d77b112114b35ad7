"""What the usual mistakes give in the chapters button_press and rabbit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from refnet.conformance.mistakes.arithmetic import (
    Sum,
    binary32,
    compensated,
    flushed,
    fused,
    in_halves,
    in_lanes,
    left_to_right,
    right_to_left,
    with_fused,
    without_sign,
)
from refnet.conformance.mistakes.mistake import Answer, Mistake
from refnet.port.protocol import read_count, read_number, read_numbers, read_rows, write_value

# How a step and the reported values may go wrong, by name, in the simulations below.


@dataclass(frozen=True)
class Variant:
    """The one thing that is wrong in a simulation; without arguments nothing is."""

    add: Sum = left_to_right
    round: Callable[[float], float] = lambda value: value
    rounded_output: Callable[[float], float] = lambda value: value
    active: Callable[[float], bool] = lambda x: x > 0.0
    learn_first: bool = False
    weights_before: bool = False
    one_array: bool = False
    error_sign: float = 1.0
    step: Callable[[float, float, float], float] | None = None
    fused_step: bool = False
    adds_error: bool = False
    trials: int = 0
    blink: Callable[[float, float], bool] = lambda total, threshold: total >= threshold
    blink_needed: bool = True
    innate_learn: bool = False
    blink_after: bool = False
    rate: Callable[[float], float] = lambda rate: rate
    clamp: Callable[[float], float] = lambda weight: weight


def press(request: dict[str, Any], v: Variant) -> Answer:
    """Simulate button_press."""
    inputs = [v.round(x) for x in read_numbers("inputs", request["inputs"])]
    weights = [v.round(w) for w in read_numbers("weights", request["weights"])]
    desired = v.round(read_number("desired", request["desired"]))
    rate = v.round(read_number("learning_rate", request["learning_rate"]))
    adds = request.get("rule", "add") == "add"

    def learned(error: float) -> list[float]:
        new = []
        for x, w in zip(inputs, weights, strict=True):
            if adds and v.adds_error:
                new.append(w + rate * error * x)
            elif adds:
                new.append(w + rate if v.active(x) else w)
            elif v.step is not None:
                new.append(w + v.step(rate, error, x))
            elif v.fused_step:
                new.append(fused(rate * error, x, w))
            else:
                new.append(w + v.round(v.round(rate * error) * x))
        return [v.round(w) for w in new]

    def evaluated() -> tuple[float, float]:
        output = v.rounded_output(v.round(v.add(list(zip(weights, inputs, strict=True)))))
        return output, v.round(v.error_sign * (desired - output))

    trials = []
    for _ in range(read_count("trials", request["trials"]) + v.trials):
        if v.learn_first:
            weights = learned(evaluated()[1])
        output, error = evaluated()
        before = weights
        if not v.learn_first:
            weights = learned(error)
        reported = before if v.weights_before else weights
        trials.append({"output": output, "error": error, "weights": reported})
    if v.one_array:
        trials = [{**trial, "weights": weights} for trial in trials]
    return _written(trials)


def condition(request: dict[str, Any], v: Variant) -> Answer:
    """Simulate rabbit."""
    weights = [v.round(w) for w in read_numbers("weights", request["weights"])]
    threshold = v.round(read_number("threshold", request["threshold"]))
    rate = v.rate(v.round(read_number("learning_rate", request["learning_rate"])))
    rows = read_rows("stimuli", request["stimuli"])

    def summed(stimulus: list[float]) -> float:
        return v.round(v.add(list(zip(weights, stimulus, strict=True))))

    def grown(stimulus: list[float]) -> list[float]:
        return [
            v.clamp(v.round(w + rate)) if (learned or v.innate_learn) and v.active(x) else w
            for w, learned, x in zip(weights, request["learned"], stimulus, strict=True)
        ]

    trials = []
    for row in rows[: len(rows) + v.trials]:
        stimulus = [v.round(x) for x in row]
        total = summed(stimulus)
        blink = v.blink(total, threshold)
        before = weights
        if blink or not v.blink_needed:
            weights = grown(stimulus)
        if v.learn_first:
            total = summed(stimulus)
        if v.blink_after:
            blink = v.blink(summed(stimulus), threshold)
        reported = before if v.weights_before else weights
        trials.append({"sum": total, "blink": blink, "weights": reported})
    if v.one_array:
        trials = [{**trial, "weights": weights} for trial in trials]
    return _written(trials)


def _written(trials: list[dict[str, Any]]) -> Answer:
    answer: Answer = {"trials": write_value(trials)}
    return answer


def _press_mistake(rule: str, description: str, **wrong: Any) -> Mistake:
    return Mistake(rule, description, lambda request: press(request, Variant(**wrong)))


def _rabbit_mistake(rule: str, description: str, **wrong: Any) -> Mistake:
    return Mistake(rule, description, lambda request: condition(request, Variant(**wrong)))


def _common(mistake: Callable[..., Mistake], chapter: str) -> list[Mistake]:
    """Return the mistakes that both chapters know."""
    return [
        mistake("ARITH-1", "calculates in binary32 (float) instead of binary64", round=binary32),
        mistake("ARITH-2", "fuses the multiplication with the addition", add=with_fused),
        mistake("ARITH-3", "flushes subnormal numbers to zero", round=flushed),
        mistake("ARITH-3", "loses the sign of zero", round=without_sign),
        mistake("SUM-1", "adds the products from the last to the first", add=right_to_left),
        mistake("SUM-1", "adds the products in halves (pairwise)", add=in_halves),
        mistake("SUM-1", "adds in two lanes", add=lambda products: in_lanes(products, 2)),
        mistake("SUM-1", "adds in four lanes", add=lambda products: in_lanes(products, 4)),
        mistake("SUM-1", "rounds the sum only once (fsum, compensated sum)", add=compensated),
        mistake(f"{chapter}-1", "shows the weights from before the trial", weights_before=True),
        mistake(
            f"{chapter}-1", "shows the last weights in every trial (one array)", one_array=True
        ),
        mistake(f"{chapter}-1", "learns before it evaluates", learn_first=True),
        mistake(f"{chapter}-1", "runs one trial too few", trials=-1),
        mistake(f"{chapter}-3", "lets inputs that are not active learn", active=lambda x: True),
        mistake(f"{chapter}-3", "takes negative inputs for active", active=lambda x: x != 0.0),
        mistake(f"{chapter}-3", "takes only inputs of 1 for active", active=lambda x: x == 1.0),
        mistake(f"{chapter}-3", "takes inputs of 0 for active", active=lambda x: x >= 0.0),
    ]


BUTTON_PRESS = [
    *_common(_press_mistake, "PRESS"),
    _press_mistake("PRESS-1", "runs one trial too many", trials=1),
    _press_mistake(
        "PRESS-1",
        "rounds the output to two decimals before it is used",
        rounded_output=lambda output: round(output, 2),
    ),
    _press_mistake("PRESS-2", "takes output - desired for the error", error_sign=-1.0),
    _press_mistake(
        "PRESS-3",
        "scales the step by the error (the other rule)",
        adds_error=True,
    ),
    _press_mistake("PRESS-4", "leaves the error out", step=lambda rate, error, x: rate * x),
    _press_mistake(
        "PRESS-4", "leaves the learning rate out", step=lambda rate, error, x: error * x
    ),
    _press_mistake("PRESS-4", "leaves the input out", step=lambda rate, error, x: rate * error),
    _press_mistake(
        "PRESS-4",
        "multiplies the error with the input first",
        step=lambda rate, error, x: rate * (error * x),
    ),
    _press_mistake("PRESS-4", "fuses the step with the weight", fused_step=True),
    _press_mistake(
        "PRESS-4", "subtracts the step", step=lambda rate, error, x: -(rate * error * x)
    ),
]

RABBIT = [
    *_common(_rabbit_mistake, "RABBIT"),
    _rabbit_mistake("RABBIT-2", "needs more than the threshold", blink=lambda total, t: total > t),
    _rabbit_mistake(
        "RABBIT-2",
        "allows for a tolerance at the threshold",
        blink=lambda total, t: total >= t - 1e-9,
    ),
    _rabbit_mistake("RABBIT-1", "decides on the blink after learning", blink_after=True),
    _rabbit_mistake("RABBIT-3", "takes the size of the learning rate", rate=abs),
    _rabbit_mistake(
        "RABBIT-3", "keeps the weights from falling below zero", clamp=lambda w: max(w, 0.0)
    ),
    _rabbit_mistake("RABBIT-3", "learns without a blink", blink_needed=False),
    _rabbit_mistake("RABBIT-3", "lets innate weights learn", innate_learn=True),
]
