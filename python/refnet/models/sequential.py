"""Sequential: a model whose layers follow one another."""

from collections.abc import Sequence

import numpy as np

from refnet.errors import RefnetError
from refnet.layers import Input, Layer
from refnet.layers.naming import automatic_name
from refnet.layers.stack import (
    as_layer,
    with_shapes,
)
from refnet.models.model import Model


class Sequential(Model):
    """A network of layers, one after another.

    layers: of refnet.layers, optionally after an Input; name: for the user; seed: 0 to 2^32 - 1,
    or None for one from the operating system, which ``seed`` keeps, so that the run can be
    repeated; dtype: "float64", or "float32" for half the memory and up to twice the speed
    (conformance/spec says what differs); backend: "c", or "python", which has float64 only.

    Attributes: ``columns`` and ``classes``, the names of the inputs and of the outputs, or None.
    They may be any texts, but ``refnet predict --csv`` and ``refnet evaluate --csv`` need columns
    that differ and are not empty.

    Raises RefnetError: wrong_type, out_of_range, unknown_name, shape_mismatch.
    """

    def __init__(
        self,
        layers: Sequence[Layer | Input] = (),
        name: str | None = None,
        *,
        seed: int | None = None,
        dtype: str = "float64",
        backend: str = "c",
    ) -> None:
        self._set_up(name or automatic_name("Sequential"), seed, dtype, backend)
        if not isinstance(layers, Sequence):
            raise RefnetError("wrong_type", "layers", "layers: expected a list of layers")
        for layer in layers:
            self.add(layer)

    def add(self, layer: Layer | Input) -> None:
        """Append a layer.

        A model that has weights keeps them. If the new layer has weights, they get the first values
        that they would have had from the start (DENSE-18), and the state of the optimizer is reset.

        Raises RefnetError: wrong_type, shape_mismatch, out_of_range, not_finite.
        """
        self._check_idle()
        if isinstance(layer, Input):
            if self._backend is not None:
                raise RefnetError(
                    "shape_mismatch", "layer", "layer: expected an Input before the first weights"
                )
            self._check_input_shape("layer", layer.shape)
            size = self._checked_batch_size("layer", layer.batch_size)
            for _ in with_shapes(self._layers, layer.shape):
                """Raises if a layer does not fit."""
            self._state_shape(layer.shape, size)
            return
        added = as_layer("layer", layer)
        stated, size = (None, None) if self._layers else (added.input_shape, added.batch_size)
        if stated is not None:
            self._check_input_shape("layer", stated)
        known = self._shape() or stated
        if known is not None:
            size = self._checked_batch_size("layer", size, [added])
            list(with_shapes([*self._layers, added], known))  # raises if it misfits
        if self._backend is not None:
            *_, (_, shape, _) = with_shapes([*self._layers, added], self._known_shape())
            if added.weight_shapes(shape):
                self._add_weights(added)
                return
            added.build(shape, [], self.dtype)  # raises for moments that do not fit
        if stated is not None:
            self._state_shape(stated, size)
        self._layers.append(added)
        self._restart()

    def pop(self) -> Layer:
        """Remove the last layer with its weights, and return it; raises RefnetError: empty."""
        self._check_idle()
        if not self._layers or (self._backend is not None and len(self._layers) == 1):
            raise RefnetError("empty", "layers", "layers: expected a layer to be left")
        layer = self._layers.pop()
        if not self._layers and layer.input_shape is not None:
            self._input_shape = self._open_shape = self._batch_size = None
            self._has_length = False
        self._restart()
        return layer

    def _add_weights(self, layer: Layer) -> None:
        """Append a layer that has weights to a model that has weights."""
        before = self._built("add").snapshot()
        first = self._first_weights([*self._layers, layer], self._known_shape())
        drawn = np.concatenate([np.ravel(array) for array in first])
        weights = np.concatenate([before.weights, drawn[len(before.weights) :]])
        with self._building.held:
            self._layers.append(layer)
            self._start(before._replace(weights=weights, state=self._first_state(weights)))
