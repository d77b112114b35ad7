// # Chapter frozen: layers whose weights training does not change
//
// A network that has learned one task knows much of what a similar task needs. So its first layers are
// kept as they are, frozen, and only the layers behind them learn: that needs fewer examples and less
// time, and cannot spoil what the first layers know. Afterwards they may be trained with the others, at a
// small learning rate (fine-tuning). In Keras such a layer has trainable = False.
//
// The gradients of the loss go through a frozen layer as through any other, because layers before it may
// learn. Only its own parameters have none: nothing moves them, and they count in no norm and no penalty. A
// layer that normalizes by its batch would change what the layers behind it see although its parameters
// stay; frozen, it uses its moving moments, as it does outside training.
//
// Source: J. Yosinski, J. Clune, Y. Bengio and H. Lipson, "How transferable are features in deep neural
// networks?", 2014; trainable of Keras 3, whose rules these are.
//
// Left out on purpose: parts of a layer that are frozen by themselves.
//
// A network has a boolean for each layer, or nil where no layer is frozen.
package refnet

// isFrozen returns whether training leaves the parameters of layer i as they are (FROZEN-1).
func isFrozen(i int, frozen []bool) bool {
	return frozen != nil && frozen[i]
}

// frozenLayer returns a frozen layer for a batch in training (FROZEN-4, FROZEN-5).
//
// layer: as it is drawn for the batch. A layer that normalizes by its batch does what it does outside
// training; others are as they are.
func frozenLayer(layer Layer) Layer {
	normalization, ok := layer.(BatchNormalizationLayer)
	if !ok {
		return layer
	}
	normalization.training = false
	return normalization
}
