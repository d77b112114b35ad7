// The conversions from layers of one type to the interface Layer. Only Go's type system needs them.

package refnet

// kindOf returns a kind without parameters from its functions, which take layers of their own type.
func kindOf[L Layer](
	shapes func(layer L) ([]int64, []int64),
	forward func(inputs [][]float64, layer L) [][]float64,
	inputGradients func(inputs, deltas [][]float64, layer L) [][]float64,
) Kind {
	return Kind{
		func(layer Layer) ([]int64, []int64) { return shapes(layer.(L)) },
		func(inputs [][]float64, layer Layer) [][]float64 { return forward(inputs, layer.(L)) },
		func(inputs, deltas [][]float64, layer Layer) [][]float64 {
			return inputGradients(inputs, deltas, layer.(L))
		},
		noParameters,
		noVariables,
		sameLayer,
		noParameterGradients,
		ownActivation,
		noMask,
		anyMask,
		nothingDrawn,
		noStates,
		replacedState,
		noParameters,
	}
}

// learningKindOf returns a kind with parameters from its functions, which take layers of their own type.
func learningKindOf[L Layer](
	shapes func(layer L) ([]int64, []int64),
	forward func(inputs [][]float64, layer L) [][]float64,
	inputGradients func(inputs, deltas [][]float64, layer L) [][]float64,
	parameters func(layer L) [][]float64,
	variables func(layer L) []int,
	withParameters func(layer L, vectors [][]float64) L,
	parameterGradients func(inputs, deltas [][]float64, layer L) [][]float64,
) Kind {
	kind := kindOf(shapes, forward, inputGradients)
	kind.parameters = func(layer Layer) [][]float64 { return parameters(layer.(L)) }
	kind.variables = func(layer Layer) []int { return variables(layer.(L)) }
	kind.withParameters = func(layer Layer, vectors [][]float64) Layer {
		return withParameters(layer.(L), vectors)
	}
	kind.parameterGradients = func(inputs, deltas [][]float64, layer Layer) [][]float64 {
		return parameterGradients(inputs, deltas, layer.(L))
	}
	return kind
}

// maskingKindOf returns a kind whose outputs have a mask, from a function that takes layers of their own
// type.
func maskingKindOf[L Layer](
	kind Kind, mask func(inputs [][]float64, layer L, mask [][]bool) [][]bool,
) Kind {
	kind.mask = func(inputs [][]float64, layer Layer, before [][]bool) [][]bool {
		return mask(inputs, layer.(L), before)
	}
	return kind
}

// drawnKindOf returns a kind that leaves out random numbers, from a function that takes layers of their own
// type.
func drawnKindOf[L Layer](kind Kind, drawn func(layer L, m int, generator *Generator) L) Kind {
	kind.drawn = func(layer Layer, m int, generator *Generator) Layer {
		return drawn(layer.(L), m, generator)
	}
	return kind
}

// movingKindOf returns a kind that masks concern and that has vectors that batches move, from functions
// that take layers of their own type.
func movingKindOf[L Layer](
	kind Kind,
	masked func(layer L, mask [][]bool) L,
	finalStates func(inputs [][]float64, layer L) [][]float64,
	withStates func(layer L, states [][]float64) L,
	moving func(layer L) [][]float64,
) Kind {
	kind.masked = func(layer Layer, mask [][]bool) Layer { return masked(layer.(L), mask) }
	kind.finalStates = func(inputs [][]float64, layer Layer) [][]float64 {
		return finalStates(inputs, layer.(L))
	}
	kind.withStates = func(layer Layer, states [][]float64) Layer {
		return withStates(layer.(L), states)
	}
	kind.moving = func(layer Layer) [][]float64 { return moving(layer.(L)) }
	return kind
}

// recurrentKindOf returns a recurrent kind, which applies its activation itself, passes over the steps that
// a mask leaves out, and may leave out random numbers and keep its states.
func recurrentKindOf[L recurrentKind[L]](
	kind Kind,
	mask func(inputs [][]float64, layer L, mask [][]bool) [][]bool,
	drawn func(layer L, m int, generator *Generator) L,
	finalStates func(inputs [][]float64, layer L) [][]float64,
) Kind {
	kind = drawnKindOf(maskingKindOf(kind, mask), drawn)
	kind.activation = noActivation
	kind.masked = func(layer Layer, mask [][]bool) Layer {
		return recurrentMasked(layer.(L), mask)
	}
	kind.finalStates = func(inputs [][]float64, layer Layer) [][]float64 {
		return finalStates(inputs, layer.(L))
	}
	return kind
}

// layerChecksOf returns the checks of a kind, which take layers of their own type, as layerChecks.
func layerChecksOf[L Layer](
	placed func(field string, layer L, before *layerBefore) (L, error),
	checkValues func(field string, layer L) error,
	inputs, outputs string,
) layerChecks {
	return layerChecks{
		func(layer Layer) bool {
			_, ok := layer.(L)
			return ok
		},
		func(field string, layer Layer, before *layerBefore) (Layer, error) {
			return placed(field, layer.(L), before)
		},
		func(field string, layer Layer) error { return checkValues(field, layer.(L)) },
		inputs,
		outputs,
		checkFiniteInputs,
	}
}

// firstLayerChecksOf returns the checks of a kind that can only be a network's first, and has its own
// check of the inputs.
func firstLayerChecksOf[L Layer](
	placed func(field string, layer L, before *layerBefore) (L, error),
	checkValues func(field string, layer L) error,
	inputs, outputs string,
	checkInputs func(field string, inputs [][]float64, layer L) error,
) layerChecks {
	checks := layerChecksOf(placed, checkValues, inputs, outputs)
	checks.checkInputs = func(field string, inputs [][]float64, layer Layer) error {
		return checkInputs(field, inputs, layer.(L))
	}
	return checks
}

// storedKindOf returns how a kind is stored, with functions that take layers of their own type.
func storedKindOf[L Layer](
	entry func(layer L) []string,
	tensors func(layer L) []layerTensor,
	read func(name string, fields map[string]any, tensors map[string]modelTensor) (L, error),
) storedKind {
	return storedKind{
		func(layer Layer) []string { return entry(layer.(L)) },
		func(layer Layer) []layerTensor { return tensors(layer.(L)) },
		func(name string, fields map[string]any, tensors map[string]modelTensor) (Layer, error) {
			return read(name, fields, tensors)
		},
	}
}
