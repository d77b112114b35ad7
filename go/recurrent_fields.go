// The fields of recurrent layers as one type. Only Go's type system needs it: the functions that these
// kinds share cannot see the fields of a type parameter.

package refnet

// recurrentFields are the fields that every recurrent layer has; bias: its rows, one or the two of gru,
// nil where there is none.
type recurrentFields struct {
	units            int64
	kernel           [][]float64
	recurrentKernel  [][]float64
	bias             [][]float64
	returnSequences  bool
	goBackwards      bool
	dropout          float64
	recurrentDropout float64
	stateful         bool
	returnState      bool
	inputShape       []int64
	ofBatch
}

// ofBatch are the fields that only the layer of a batch has: mask [m][t], state [m][s] before the first
// step, and the factors [m][n + u] of features and state; each may be nil.
type ofBatch struct {
	mask    [][]bool
	state   [][]float64
	factors [][]float64
}

// withRecurrentFields is a layer that has these fields; withState returns it with another state.
type withRecurrentFields interface {
	Layer
	fields() recurrentFields
	withState(state [][]float64) Layer
}

// recurrentKind is a type of recurrent layers; withFields returns the layer with other fields.
type recurrentKind[L any] interface {
	withRecurrentFields
	withFields(fields recurrentFields) L
}

func (layer SimpleRNNLayer) fields() recurrentFields {
	return recurrentFields{
		layer.Units, layer.Kernel, layer.RecurrentKernel, biasRows(layer.Bias), layer.ReturnSequences,
		layer.GoBackwards, layer.Dropout, layer.RecurrentDropout, layer.Stateful, layer.ReturnState,
		layer.InputShape, layer.ofBatch,
	}
}

func (layer SimpleRNNLayer) withFields(fields recurrentFields) SimpleRNNLayer {
	return SimpleRNNLayer{
		fields.units, layer.Activation, fields.kernel, fields.recurrentKernel, oneBias(fields.bias),
		fields.returnSequences, fields.goBackwards, fields.dropout, fields.recurrentDropout, fields.stateful,
		fields.returnState, fields.inputShape, fields.ofBatch,
	}
}

func (layer SimpleRNNLayer) withState(state [][]float64) Layer {
	layer.state = state
	return layer
}

func (layer LSTMLayer) fields() recurrentFields {
	return recurrentFields{
		layer.Units, layer.Kernel, layer.RecurrentKernel, biasRows(layer.Bias), layer.ReturnSequences,
		layer.GoBackwards, layer.Dropout, layer.RecurrentDropout, layer.Stateful, layer.ReturnState,
		layer.InputShape, layer.ofBatch,
	}
}

func (layer LSTMLayer) withFields(fields recurrentFields) LSTMLayer {
	return LSTMLayer{
		fields.units, layer.Activation, layer.RecurrentActivation, fields.kernel, fields.recurrentKernel,
		oneBias(fields.bias), fields.returnSequences, fields.goBackwards, fields.dropout,
		fields.recurrentDropout, fields.stateful, fields.returnState, fields.inputShape, fields.ofBatch,
	}
}

func (layer LSTMLayer) withState(state [][]float64) Layer {
	layer.state = state
	return layer
}

func (layer GRULayer) fields() recurrentFields {
	return recurrentFields{
		layer.Units, layer.Kernel, layer.RecurrentKernel, layer.Bias, layer.ReturnSequences,
		layer.GoBackwards, layer.Dropout, layer.RecurrentDropout, layer.Stateful, layer.ReturnState,
		layer.InputShape, layer.ofBatch,
	}
}

func (layer GRULayer) withFields(fields recurrentFields) GRULayer {
	return GRULayer{
		fields.units, layer.Activation, layer.RecurrentActivation, fields.kernel, fields.recurrentKernel,
		fields.bias, fields.returnSequences, fields.goBackwards, fields.dropout, fields.recurrentDropout,
		fields.stateful, layer.ResetBefore, fields.returnState, fields.inputShape, fields.ofBatch,
	}
}

func (layer GRULayer) withState(state [][]float64) Layer {
	layer.state = state
	return layer
}

// fields returns those of the layer that reads forwards, but state and factors of both.
func (layer BidirectionalLayer) fields() recurrentFields {
	return recurrentFields{
		layer.Units, layer.Kernel, layer.RecurrentKernel, layer.Bias, layer.ReturnSequences, false,
		layer.Dropout, layer.RecurrentDropout, layer.Stateful, false, layer.InputShape, layer.ofBatch,
	}
}

func (layer BidirectionalLayer) withFields(fields recurrentFields) BidirectionalLayer {
	layer.Units, layer.Kernel, layer.RecurrentKernel = fields.units, fields.kernel, fields.recurrentKernel
	layer.Bias, layer.ReturnSequences = fields.bias, fields.returnSequences
	layer.Dropout, layer.RecurrentDropout = fields.dropout, fields.recurrentDropout
	layer.Stateful, layer.InputShape, layer.ofBatch = fields.stateful, fields.inputShape, fields.ofBatch
	return layer
}

func (layer BidirectionalLayer) withState(state [][]float64) Layer {
	layer.state = state
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

// variables returns how many vectors each kernel has, and the bias where there is one; a bias of gru has two.
func (fields recurrentFields) variables() []int {
	if fields.bias == nil {
		return []int{len(fields.kernel), len(fields.recurrentKernel)}
	}
	return []int{len(fields.kernel), len(fields.recurrentKernel), len(fields.bias)}
}
