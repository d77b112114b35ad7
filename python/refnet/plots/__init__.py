"""Pictures of networks, of what they have learned, and of how they learned it.

Of a network: ``plot_model`` draws its layers, ``first_layer`` and ``kernels`` the weights of a
layer as images, ``feature_maps`` what a layer makes of one image. Of a training run: ``history``
and ``loss_surface``. Of predictions: ``confusion_matrix`` and ``decision_boundary``. ``capacity``
shows how many patterns a Hopfield network remembers.

All but ``plot_model`` return a matplotlib Figure, which nothing displays by itself:
``figure.savefig("kernels.png")`` writes it to a file. The extra ``refnet[plots]`` installs
matplotlib.
"""

from refnet.plots.curves import capacity, history
from refnet.plots.figures import figure_type, find_layer, layer_names
from refnet.plots.images import feature_maps, first_layer, kernels
from refnet.plots.networks import plot_model
from refnet.plots.predictions import confusion_matrix, decision_boundary
from refnet.plots.surfaces import WeightsPath, loss_surface

__all__ = [
    "WeightsPath",
    "capacity",
    "confusion_matrix",
    "decision_boundary",
    "feature_maps",
    "figure_type",
    "find_layer",
    "first_layer",
    "history",
    "kernels",
    "layer_names",
    "loss_surface",
    "plot_model",
]
