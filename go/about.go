// Package refnet trains small neural networks and gives the same bits in Python, C, JavaScript and Go.
//
// A chapter is one file. The files of the same name in python/refnet/reference, js/src and csrc have
// the same functions in the same order. The folder conformance has the rules, such as DENSE-12, and the
// fixtures, which every port reproduces bit for bit. Reading order:
//
//   - button_press, rabbit, hebb, neuron, two_layer: from the weighted sum to backpropagation
//   - activations, dense, flatten, normalization: layers
//   - windows, conv, pooling, zero_padding: layers on images and sequences
//   - further_activations, activation_layers: relatives of relu, sigmoid and tanh; activations as layers
//   - dropout: numbers that are left out at random while a network trains
//   - batch_normalization: features with mean 0 and variance 1 in a batch
//   - sequences, embedding, recurrent, lstm, gru, gru_reset_before, bidirectional, merge_modes: layers that
//     read step by step
//   - network: layers one after another
//   - losses, further_losses, example_weights, regularizers: how wrong an output is, and how much that counts
//   - frozen: layers whose weights training does not change
//   - accuracy, metrics, areas: how good outputs are, in numbers to read
//   - optimizers, tiny_numbers, further_optimizers, clipping, schedules, initializers,
//     further_initializers, training: how a network learns
//   - hopfield: a network that remembers patterns
//   - elementary and random, the appendix: exp, log and random numbers with the same bits everywhere
//
// Each experiment is one exported function: [ButtonPress], [Rabbit], [Hebb], [Neuron], [TwoLayer],
// [Normalization], [Train], [Dense], [Accuracy], [Metrics], [Hopfield], [InitialKernels], [Elementary] and
// [Random]. [Predict] runs a trained network; [LoadModel] and [SaveModel] read and write a [Model], which has the
// network, the shape of its inputs, and the names of its inputs and outputs. All of them refuse bad input
// with an [Error].
//
// No exported function changes its arguments, and no result shares memory with an argument.
//
// The texts of the chapters follow, in the order of their file names.
package refnet

// This file is called about.go, not doc.go: go doc joins the package comments in the order of the file
// names, and the introduction has to come first.
