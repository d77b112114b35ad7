// Conversions between layers of one type and the interface Layer. Only Go's type system needs them.

package refnet

// kindOf returns the six functions of a kind, which take layers of their own type, as a Kind.
func kindOf[L Layer](
	shapes func(layer L) ([]int64, []int64),
	parameters func(layer L) [][]float64,
	withParameters func(layer L, vectors [][]float64) L,
	forward func(inputs [][]float64, layer L) [][]float64,
	parameterGradients func(inputs, deltas [][]float64, layer L) [][]float64,
	inputGradients func(deltas [][]float64, layer L) [][]float64,
) Kind {
	return Kind{
		func(layer Layer) ([]int64, []int64) { return shapes(layer.(L)) },
		func(layer Layer) [][]float64 { return parameters(layer.(L)) },
		func(layer Layer, vectors [][]float64) Layer { return withParameters(layer.(L), vectors) },
		func(inputs [][]float64, layer Layer) [][]float64 { return forward(inputs, layer.(L)) },
		func(inputs, deltas [][]float64, layer Layer) [][]float64 {
			return parameterGradients(inputs, deltas, layer.(L))
		},
		func(deltas [][]float64, layer Layer) [][]float64 { return inputGradients(deltas, layer.(L)) },
	}
}

// asLayers returns dense layers as the layers that the chapters work on.
func asLayers(layers []DenseLayer) []Layer {
	network := make([]Layer, len(layers))
	for i, layer := range layers {
		network[i] = layer
	}
	return network
}

// denseEpochs returns the records of a network of dense layers with their type in the API.
func denseEpochs(records []EpochRecord) []DenseEpoch {
	epochs := make([]DenseEpoch, len(records))
	for i, record := range records {
		layers := make([]DenseLayer, len(record.Layers))
		for j, layer := range record.Layers {
			layers[j] = layer.(DenseLayer)
		}
		epochs[i] = DenseEpoch{record.Epoch, record.Loss, layers}
	}
	return epochs
}
