"""The modules of the chapters, which functions of the same names hide in ``refnet.reference``.

``from refnet.reference.chapters import neuron`` imports the module, ``from refnet.reference import
neuron`` the function.
"""

from importlib import import_module

activation_layers = import_module("refnet.reference.activation_layers")
activations = import_module("refnet.reference.activations")
batch_normalization = import_module("refnet.reference.batch_normalization")
bidirectional = import_module("refnet.reference.bidirectional")
button_press = import_module("refnet.reference.button_press")
clipping = import_module("refnet.reference.clipping")
conv = import_module("refnet.reference.conv")
dense = import_module("refnet.reference.dense")
dropout = import_module("refnet.reference.dropout")
elementary = import_module("refnet.reference.elementary")
embedding = import_module("refnet.reference.embedding")
flatten = import_module("refnet.reference.flatten")
further_activations = import_module("refnet.reference.further_activations")
further_losses = import_module("refnet.reference.further_losses")
further_optimizers = import_module("refnet.reference.further_optimizers")
gru = import_module("refnet.reference.gru")
hebb = import_module("refnet.reference.hebb")
hopfield = import_module("refnet.reference.hopfield")
initializers = import_module("refnet.reference.initializers")
losses = import_module("refnet.reference.losses")
lstm = import_module("refnet.reference.lstm")
network = import_module("refnet.reference.network")
neuron = import_module("refnet.reference.neuron")
normalization = import_module("refnet.reference.normalization")
optimizers = import_module("refnet.reference.optimizers")
pooling = import_module("refnet.reference.pooling")
rabbit = import_module("refnet.reference.rabbit")
random = import_module("refnet.reference.random")
recurrent = import_module("refnet.reference.recurrent")
schedules = import_module("refnet.reference.schedules")
sequences = import_module("refnet.reference.sequences")
tiny_numbers = import_module("refnet.reference.tiny_numbers")
training = import_module("refnet.reference.training")
two_layer = import_module("refnet.reference.two_layer")
windows = import_module("refnet.reference.windows")
zero_padding = import_module("refnet.reference.zero_padding")
