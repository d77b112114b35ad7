// The conversion from layers of one type to the interface Layer. Only Go's type system needs it.

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
