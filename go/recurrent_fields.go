// The fields of recurrent layers as one type. Only Go's type system needs it: the functions that these
// kinds share cannot see the fields of a type parameter.

package refnet

// recurrentFields are the fields that every recurrent layer has; bias: its rows, one or the two of gru,
// nil where there is none.
type recurrentFields struct {
	units           int64
	kernel          [][]float64
	recurrentKernel [][]float64
	bias            [][]float64
	returnSequences bool
	goBackwards     bool
	inputShape      []int64
	mask            [][]bool
}

// withRecurrentFields is a layer that has these fields.
type withRecurrentFields interface {
	Layer
	fields() recurrentFields
}

// recurrentKind is a type of recurrent layers; withFields returns the layer with other fields.
type recurrentKind[L any] interface {
	withRecurrentFields
	withFields(fields recurrentFields) L
}

func (layer SimpleRNNLayer) fields() recurrentFields {
	return recurrentFields{
		layer.Units, layer.Kernel, layer.RecurrentKernel, biasRows(layer.Bias), layer.ReturnSequences,
		layer.GoBackwards, layer.InputShape, layer.mask,
	}
}

func (layer SimpleRNNLayer) withFields(fields recurrentFields) SimpleRNNLayer {
	return SimpleRNNLayer{
		fields.units, layer.Activation, fields.kernel, fields.recurrentKernel, oneBias(fields.bias),
		fields.returnSequences, fields.goBackwards, fields.inputShape, fields.mask,
	}
}

func (layer LSTMLayer) fields() recurrentFields {
	return recurrentFields{
		layer.Units, layer.Kernel, layer.RecurrentKernel, biasRows(layer.Bias), layer.ReturnSequences,
		layer.GoBackwards, layer.InputShape, layer.mask,
	}
}

func (layer LSTMLayer) withFields(fields recurrentFields) LSTMLayer {
	return LSTMLayer{
		fields.units, layer.Activation, layer.RecurrentActivation, fields.kernel, fields.recurrentKernel,
		oneBias(fields.bias), fields.returnSequences, fields.goBackwards, fields.inputShape, fields.mask,
	}
}

func (layer GRULayer) fields() recurrentFields {
	return recurrentFields{
		layer.Units, layer.Kernel, layer.RecurrentKernel, layer.Bias, layer.ReturnSequences,
		layer.GoBackwards, layer.InputShape, layer.mask,
	}
}

func (layer GRULayer) withFields(fields recurrentFields) GRULayer {
	return GRULayer{
		fields.units, layer.Activation, layer.RecurrentActivation, fields.kernel, fields.recurrentKernel,
		fields.bias, fields.returnSequences, fields.goBackwards, fields.inputShape, fields.mask,
	}
}

// fields returns those of the layer that reads forwards.
func (layer BidirectionalLayer) fields() recurrentFields {
	return recurrentFields{
		layer.Units, layer.Kernel, layer.RecurrentKernel, layer.Bias, layer.ReturnSequences, false,
		layer.InputShape, layer.mask,
	}
}

func (layer BidirectionalLayer) withFields(fields recurrentFields) BidirectionalLayer {
	layer.Units, layer.Kernel, layer.RecurrentKernel = fields.units, fields.kernel, fields.recurrentKernel
	layer.Bias, layer.ReturnSequences = fields.bias, fields.returnSequences
	layer.InputShape, layer.mask = fields.inputShape, fields.mask
	return layer
}

// biasRows returns a bias as rows, nil where there is none.
func biasRows(bias []float64) [][]float64 {
	if bias == nil {
		return nil
	}
	return [][]float64{bias}
}

// oneBias returns the bias that biasRows has made rows of.
func oneBias(rows [][]float64) []float64 {
	if rows == nil {
		return nil
	}
	return rows[0]
}
