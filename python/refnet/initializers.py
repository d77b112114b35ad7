"""The initializers, with Keras 3's names, settings and defaults (DENSE-18, DENSE-22, INIT-1 to 6).

A layer takes an initializer by its name, such as "he_normal", or as an object with settings, such
as ``HeNormal(seed=1)``. An initializer checks its settings when it is created: RefnetError with the
codes wrong_type, not_finite, out_of_range and unknown_name.

seed: 0 to 2^32 - 1, for the same weights at every use; None: the weights of a layer are drawn from
the generator of its model. Called with a shape, an initializer returns weights, random ones where
it has no seed. The distributions are Keras's; the random numbers are those of chapter random.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from math import prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from refnet import configs, core, keras_names
from refnet.errors import RefnetError
from refnet.reference.checks import INITIALIZERS, LARGEST_SEED, check_count, check_range
from refnet.reference.further_initializers import SCALINGS
from refnet.reference.further_initializers import Initializer as Settings
from refnet.reference.initializer_checks import as_initializer, check_initializer
from refnet.reference.names import check_known
from refnet.reference.readers import as_count, as_counts
from refnet.seeds import next_seed

Array = NDArray[Any]


@dataclass(frozen=True)
class Initializer:
    """The base of the initializers; ``name`` is that of the chapters."""

    name: ClassVar[str]
    fewest_axes: ClassVar[int] = 1
    most_axes: ClassVar[int] = 4

    def __post_init__(self) -> None:
        """Check the settings."""
        kind, seed = type(self).__name__, getattr(self, "seed", None)
        if seed is not None:
            check_range(f"{kind}.seed", as_count(f"{kind}.seed", seed), 0, LARGEST_SEED)
        self.settings()

    def settings(self) -> Settings:
        """Return the initializer of refnet.reference: the name and all settings."""
        own = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "seed"}
        kind = type(self).__name__
        checked = as_initializer(kind, Settings(self.name, **own))
        check_initializer(kind, checked)
        return checked

    def get_config(self) -> dict[str, Any]:
        """Return the settings, which the class takes as arguments."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def from_config(cls, config: Any) -> Any:
        """Return an initializer with the settings that ``get_config`` returns, or Keras's.

        Raises RefnetError: wrong_type, unknown_name, out_of_range, and what the class does.
        """
        keys = (*(each.name for each in fields(cls)), "input_axes", "output_axes", "seed", "gain")
        return cls(**configs.arguments(cls, config, keys))

    def draw(self, shape: Sequence[int], generator: Any) -> Array:
        """Return weights of a shape, drawn from a generator unless the initializer has a seed."""
        seed = getattr(self, "seed", None)
        generator = generator if seed is None else core.seeded(seed)
        settings = self.settings()
        if len(shape) == 1 and settings.name in ("variance_scaling", *SCALINGS):
            size = shape[0]  # both fans of a bias
            return core.scaled_weights(size, settings, size, size, generator)
        *window, inputs, units = (1, *shape)
        kernel = core.initial_kernel(settings, inputs, units, generator, prod(window))
        return kernel.reshape(shape)

    def __call__(self, shape: Any, dtype: Any = None) -> Array:
        """Return weights of a shape [n], [n][u] or that of a convolution's kernel.

        dtype: "float64", the default, or "float32". Raises RefnetError: wrong_type, out_of_range.
        """
        sizes = as_counts("shape", list(shape) if isinstance(shape, tuple) else shape)
        for size in sizes:
            check_count("shape", size, 1)
        check_axes("shape", self, len(sizes))
        weights = self.draw(sizes, core.seeded(next_seed()))
        return weights.astype(dtype or "float64")


def check_axes(argument: str, initializer: Any, axes: int) -> None:
    """Raise out_of_range where weights with so many axes cannot come from this initializer."""
    if not isinstance(initializer, Initializer):
        return
    low, high = initializer.fewest_axes, initializer.most_axes
    if not low <= axes <= high:
        expected = "two" if low == high else f"{low} to {high}"
        message = f"{argument}: expected {expected} axes for {initializer.name}, got {axes}"
        raise RefnetError("out_of_range", argument, message)


@dataclass(frozen=True)
class RandomUniform(Initializer):
    """Numbers from minval to maxval, each as likely as the others (INIT-1)."""

    name = "random_uniform"

    minval: float = -0.05
    maxval: float = 0.05
    seed: int | None = None


@dataclass(frozen=True)
class RandomNormal(Initializer):
    """Normal numbers (INIT-2)."""

    name = "random_normal"

    mean: float = 0.0
    stddev: float = 0.05
    seed: int | None = None


@dataclass(frozen=True)
class TruncatedNormal(Initializer):
    """Normal numbers that are at most two deviations from their mean (INIT-3)."""

    name = "truncated_normal"

    mean: float = 0.0
    stddev: float = 0.05
    seed: int | None = None


@dataclass(frozen=True)
class VarianceScaling(Initializer):
    """Numbers around 0 whose variance is a scale divided by a fan (INIT-4).

    mode: "fan_in", "fan_out" or "fan_avg"; distribution: "truncated_normal" or "normal",
    "untruncated_normal" or "uniform".
    """

    name = "variance_scaling"

    scale: float = 1.0
    mode: str = "fan_in"
    distribution: str = "truncated_normal"
    seed: int | None = None

    def __post_init__(self) -> None:
        """Check the settings, which Keras takes in any case."""
        for name in ("mode", "distribution"):
            given = getattr(self, name)
            lower = given.lower() if isinstance(given, str) else given
            object.__setattr__(self, name, "truncated_normal" if lower == "normal" else lower)
        super().__post_init__()


@dataclass(frozen=True)
class GlorotUniform(Initializer):
    """Uniform numbers, for sigmoid and tanh (DENSE-18); also called Xavier's."""

    name = "glorot_uniform"

    seed: int | None = None


@dataclass(frozen=True)
class GlorotNormal(Initializer):
    """Truncated normal numbers, for sigmoid and tanh (INIT-4); also called Xavier's."""

    name = "glorot_normal"

    seed: int | None = None


@dataclass(frozen=True)
class HeUniform(Initializer):
    """Uniform numbers, for relu (INIT-4)."""

    name = "he_uniform"

    seed: int | None = None


@dataclass(frozen=True)
class HeNormal(Initializer):
    """Truncated normal numbers, for relu (INIT-4)."""

    name = "he_normal"

    seed: int | None = None


@dataclass(frozen=True)
class LecunUniform(Initializer):
    """Uniform numbers, for selu (INIT-4)."""

    name = "lecun_uniform"

    seed: int | None = None


@dataclass(frozen=True)
class LecunNormal(Initializer):
    """Truncated normal numbers, for selu (INIT-4)."""

    name = "lecun_normal"

    seed: int | None = None


@dataclass(frozen=True)
class Zeros(Initializer):
    """Zeros, as for biases (DENSE-18)."""

    name = "zeros"


@dataclass(frozen=True)
class Ones(Initializer):
    """Ones (INIT-5)."""

    name = "ones"


@dataclass(frozen=True)
class Constant(Initializer):
    """The same value everywhere (INIT-5)."""

    name = "constant"

    value: float = 0.0


@dataclass(frozen=True)
class Orthogonal(Initializer):
    """Rows, or columns where there are fewer, of the length gain, at right angles (DENSE-22)."""

    name = "orthogonal"
    fewest_axes = 2

    gain: float = 1.0
    seed: int | None = None


@dataclass(frozen=True)
class Identity(Initializer):
    """The gain on the diagonal, and 0 elsewhere (INIT-5); not for convolutions."""

    name = "identity"
    fewest_axes = 2
    most_axes = 2

    gain: float = 1.0


@dataclass(frozen=True)
class _Uniform(Initializer):
    """What the name "uniform" stands for (DENSE-18): RandomUniform, but for the last bits."""

    name = "uniform"


CLASSES: dict[str, type[Initializer]] = {
    each.name: each
    for each in (
        *(GlorotUniform, _Uniform, Zeros, Orthogonal, RandomUniform, RandomNormal),
        *(TruncatedNormal, Constant, Ones, Identity, VarianceScaling, GlorotNormal),
        *(HeUniform, HeNormal, LecunUniform, LecunNormal),
    )
}
# the other names of the classes, as in Keras
constant, identity, ones, orthogonal, zeros = Constant, Identity, Ones, Orthogonal, Zeros
glorot_normal, glorot_uniform = GlorotNormal, GlorotUniform
he_normal, he_uniform = HeNormal, HeUniform
lecun_normal, lecun_uniform = LecunNormal, LecunUniform
random_normal, random_uniform = RandomNormal, RandomUniform
truncated_normal, variance_scaling = TruncatedNormal, VarianceScaling
IdentityInitializer, OrthogonalInitializer = Identity, Orthogonal
ALIASES = {
    **{each.__name__: name for name, each in CLASSES.items() if name != "uniform"},
    **{"normal": "random_normal", "one": "ones", "zero": "zeros"},
    **{"IdentityInitializer": "identity", "OrthogonalInitializer": "orthogonal"},
}


def from_serialized(argument: str, value: Any) -> Any:
    """Return the initializer that Keras writes like this; raises wrong_type, unknown_name."""
    name, config = configs.class_and_config(argument, value)
    known = check_known(argument, ALIASES.get(name, name), INITIALIZERS, keras_names.INITIALIZERS)
    return CLASSES[known].from_config(config)


def get(identifier: Any) -> Any:
    """Return an initializer: by its name, of its class, itself, or any other callable.

    It may be serialized, as a class_name and a config. None remains None.
    Raises RefnetError: wrong_type, unknown_name, and what the class does.
    """
    if isinstance(identifier, Mapping):
        return from_serialized("identifier", identifier)
    return None if identifier is None else named("initializer", identifier)


def named(argument: str, identifier: Any) -> Any:
    """Return an initializer, or a callable that is one; raises wrong_type, unknown_name."""
    if isinstance(identifier, type) and issubclass(identifier, Initializer):
        return identifier()
    if callable(identifier):
        return identifier
    name = ALIASES.get(identifier, identifier) if isinstance(identifier, str) else identifier
    return CLASSES[check_known(argument, name, INITIALIZERS, keras_names.INITIALIZERS)]()


def drawn(argument: str, identifier: Any, shape: Sequence[int], generator: Any) -> Array:
    """Return the weights of a layer.

    Raises RefnetError: wrong_type, shape_mismatch, not_finite for what a callable returns that is
    no initializer of this module.
    """
    initializer = named(argument, identifier)
    if type(initializer) in CLASSES.values():
        return initializer.draw(shape, generator)  # type: ignore[no-any-return]
    try:
        weights = np.array(initializer(tuple(shape), dtype="float64"))
    except TypeError as error:
        message = (
            f"{argument}: expected a function of shape and dtype that returns weights: {error}"
        )
        raise RefnetError("wrong_type", argument, message) from error
    if weights.dtype.kind not in "fiub":
        message = f"{argument}: expected a function that returns numbers"
        raise RefnetError("wrong_type", argument, message)
    if weights.shape != tuple(shape):
        message = f"{argument}: expected weights of shape {tuple(shape)}, got {weights.shape}"
        raise RefnetError("shape_mismatch", argument, message)
    if not np.isfinite(weights).all():
        raise RefnetError("not_finite", argument, f"{argument}: expected finite numbers")
    return weights.astype(np.float64)
