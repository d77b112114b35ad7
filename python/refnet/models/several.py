"""Models with several outputs, which predict and do not train."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, NoReturn

import numpy as np

from refnet.callbacks import Callback
from refnet.constants import Numbers
from refnet.errors import RefnetError
from refnet.fit.generators import yields_batches
from refnet.layers.graphs import Graph
from refnet.layers.naming import automatic_name
from refnet.layers.on_numbers import is_symbolic
from refnet.layers.tensors import Tensor, ordered_to
from refnet.models.model import Model
from refnet.models.nested import check_names


class SeveralOutputs(Model):
    """What ``Model(inputs, outputs)`` returns for a list of outputs, or a dict of them.

    ``predict``, and a call on numbers, return a list with an array for each, or a dict. It shares
    its weights with the models that have the same layers; those train. A model of its own
    calculates each output. inputs, name, seed, dtype, backend: as for ``Model``; outputs: what
    layers returned, or the Input.

    Raises RefnetError: wrong_type, shape_mismatch.
    """

    def __init__(
        self,
        inputs: Any = None,
        outputs: Any = None,
        name: str | None = None,
        *,
        seed: int | None = None,
        dtype: str | None = None,
        backend: str = "c",
    ) -> None:
        self._set_up(name or automatic_name("Functional"), seed, dtype, backend)
        self._names = list(outputs) if isinstance(outputs, Mapping) else None
        given = list(outputs.values()) if isinstance(outputs, Mapping) else list(outputs)
        [entry] = inputs if isinstance(inputs, list | tuple) and len(inputs) == 1 else [inputs]
        how: dict[str, Any] = {"seed": seed, "dtype": dtype, "backend": backend}
        self._each = [None if each is entry else Model(entry, each, **how) for each in given]
        places, sources = ordered_to(entry, [each for each in given if each is not entry])
        layers = [place.layer for place in places]
        self._paths = [place.inside for place in places]
        self._layers = layers if sources is None else Graph(layers, sources)
        check_names(self._layers, self._paths)
        self._entry, self._places, self._given = entry, places, given
        self._state_shape(entry.example_shape, entry.batch_size)

    @property
    def outputs(self) -> list[Any]:
        """What the layers return, on which others can be called."""
        return list(self._given)

    @property
    def output(self) -> Any:
        """All of ``outputs``."""
        return self.outputs

    @property
    def output_shape(self) -> Any:
        """The shapes of the outputs of a batch, of any size."""
        return [each.shape for each in self._given]

    @property
    def output_names(self) -> list[str]:
        """The names of the layers that the outputs are from, or the keys of the dict."""
        named = [each.layer.name if isinstance(each, Tensor) else each.name for each in self._given]
        return named if self._names is None else list(self._names)

    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        steps: int | None = None,
        callbacks: Callback | Sequence[Callback] | None = None,
    ) -> Any:
        """Return the outputs [m][...] for examples x, a list with an array for each, or a dict.

        The arguments are those of ``Model.predict``; callbacks see the model of the last output.
        """
        batches = list(islice(x, steps)) if yields_batches(x) else None
        last = len(self._each) - 1

        def outputs(i: int, part: Model | None) -> Any:
            given = x if batches is None else iter(batches)
            if part is None:
                return np.asarray(x, self.dtype)
            shown, watched = (verbose, callbacks) if i == last else (0, None)
            return part.predict(given, batch_size, shown, steps, watched)

        return self._named([outputs(i, part) for i, part in enumerate(self._each)])

    def __call__(self, inputs: Any, training: bool | None = None) -> Any:
        """Return the outputs for an Input or for what a layer returned, or for numbers."""
        given = inputs[0] if isinstance(inputs, list) and len(inputs) == 1 else inputs
        return self._named(
            [
                given if part is None and is_symbolic(given) else self._of(part, given, training)
                for part in self._each
            ]
        )

    def _of(self, part: Model | None, given: Any, training: bool | None) -> Any:
        if part is None:
            return np.asarray(given, self.dtype).view(Numbers)
        return part(given, training)

    def _named(self, values: list[Any]) -> Any:
        return values if self._names is None else dict(zip(self._names, values, strict=True))

    @property
    def weights(self) -> list[Any]:
        """Copies of all weights, each with its name."""
        return [weight for layer in self._layers for weight in layer.weights]

    variables = weights

    def get_weights(self) -> list[Any]:
        """Return copies of all weights, layer by layer."""
        return [array for layer in self._layers for array in layer.get_weights()]

    def _refuse(self, *values: Any, **named: Any) -> NoReturn:
        message = (
            f"outputs: a model with {len(self._each)} outputs predicts, and does not train; train "
            "a Model(inputs, output) with one of them, whose layers it shares"
        )
        raise RefnetError("shape_mismatch", "outputs", message)

    def _no_file(self, *values: Any, **named: Any) -> NoReturn:
        message = (
            f"outputs: a model with {len(self._each)} outputs has no file; save a "
            "Model(inputs, output) with one of them"
        )
        raise RefnetError("shape_mismatch", "outputs", message)

    def _no_layer(self, *values: Any, **named: Any) -> NoReturn:
        message = f"layers: expected a model with one output as a layer, got {len(self._each)}"
        raise RefnetError("shape_mismatch", "layers", message)

    as_inside = _no_layer
    compile = fit = evaluate = train_on_batch = test_on_batch = _refuse
    _built: Callable[..., Any] = _refuse
    save = save_weights = load_weights = get_config = to_json = set_weights = _no_file


Model.of_several = SeveralOutputs
