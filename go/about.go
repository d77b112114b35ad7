// Package refnet trains small neural networks and gives the same bits in Python, C, JavaScript and Go.
//
// A chapter is one file. The files of the same name in python/refnet/reference, js/src and csrc have
// the same functions in the same order; conformance states the rules (DENSE-12 and the like) and holds
// the fixtures that every port reproduces bit for bit. Reading order:
//
//   - button_press, rabbit, neuron, two_layer: from the weighted sum to backpropagation
//   - activations, dense, flatten, network: layers, and how they form a network
//   - losses, optimizers, initializers, training: how a network learns
//   - elementary and random, the appendix: exp, log and random numbers with the same bits everywhere
//
// Each experiment is one exported function: [ButtonPress], [Rabbit], [Neuron], [TwoLayer], [Dense],
// [InitialKernels], [Elementary] and [Random]. [Predict], [LoadModel] and [SaveModel] use and store a
// trained network. All of them refuse bad input with an [Error].
//
// No function changes a slice that it is given. Results do not share memory with the arguments, unless
// a function's comment says so.
//
// The chapters' texts follow, in the alphabetical order that go doc gives them.
package refnet

// This file is called about.go, not doc.go: go doc joins the package comments in the order of the file
// names, and the introduction has to come first.
