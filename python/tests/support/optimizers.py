"""An optimizer of each kind and with each setting, as Sequential takes them."""

from refnet import optimizers

OPTIMIZERS: dict[str, optimizers.Optimizer] = {
    "sgd": optimizers.SGD(0.1),
    "momentum": optimizers.SGD(0.1, 0.9),
    "nesterov": optimizers.SGD(0.1, 0.9, nesterov=True),
    "rmsprop": optimizers.RMSprop(0.01),
    "rmsprop_momentum": optimizers.RMSprop(0.01, 0.8, 0.5, 1e-5),
    "adam": optimizers.Adam(0.01),
    "adam_settings": optimizers.Adam(0.02, 0.8, 0.99, 1e-4),
}
