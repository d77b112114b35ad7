package refnet

import "testing"

func denseLayer(generator *Generator, n, units int, activation string, biased bool) DenseLayer {
	layer := DenseLayer{int64(units), activation, signedRows(generator, n, units), nil}
	if biased {
		layer.Bias = signedNumbers(generator, units)
	}
	return layer
}

func TestDenseShapes(t *testing.T) {
	before, after := denseShapes(denseLayer(seeded(1), 3, 2, "relu", true))
	checkSame(t, "before", before, []int64{3})
	checkSame(t, "after", after, []int64{2})
}

func TestDenseParameters(t *testing.T) {
	for _, bias := range [][]float64{nil, {5, 6}} {
		layer := DenseLayer{2, "relu", [][]float64{{1, 2}, {3, 4}}, bias}
		want := [][]float64{{1, 2}, {3, 4}}
		if bias != nil {
			want = append(want, bias)
		}
		checkSame(t, "parameters", denseParameters(layer), want)

		empty := DenseLayer{2, "relu", make([][]float64, 2), nil}
		if bias != nil {
			empty.Bias = []float64{0, 0}
		}
		filled := denseWithParameters(empty, want)
		checkSame(t, "layer with parameters", filled, layer)
		filled.Kernel = append(filled.Kernel, []float64{99, 99})
		checkSame(t, "bias after a row is appended", filled.Bias, bias)
		if bias != nil {
			checkSame(t, "vectors after a row is appended", want[2], bias)
		}
	}
}

func TestDenseForward(t *testing.T) {
	kernel := [][]float64{{1, -1}, {2, 0.5}}
	for _, test := range []struct {
		bias []float64
		want [][]float64
	}{
		{nil, [][]float64{{5, 0}, {-1, 1}}},
		{[]float64{10, 20}, [][]float64{{15, 20}, {9, 21}}},
	} {
		got := denseForward([][]float64{{1, 2}, {-1, 0}}, DenseLayer{2, "relu", kernel, test.bias})
		checkSame(t, "preactivations", got, test.want)
	}
}

// The sum starts at the bias and goes through the inputs in order.
func TestDenseForwardAddsInOrder(t *testing.T) {
	a, b, c := 0.1, 0.2, 0.3 // constants would be added exactly
	got := denseForward([][]float64{{1, 1}}, DenseLayer{1, "linear", [][]float64{{b}, {c}}, []float64{a}})
	checkSame(t, "preactivation", got, [][]float64{{(a + b) + c}})
}

func TestDenseGradientsAreTheDerivatives(t *testing.T) {
	const m, n, u = 4, 3, 2
	for _, biased := range []bool{false, true} {
		generator := seeded(1)
		layer := denseLayer(generator, n, u, "linear", biased)
		inputs, deltas := signedRows(generator, m, n), signedRows(generator, m, u)
		loss := func() float64 { return sumOfProducts(deltas, denseForward(inputs, layer)) }

		gradients := denseParameterGradients(inputs, deltas, layer)
		parameters := denseParameters(layer)
		if len(gradients) != len(parameters) {
			t.Fatalf("got %d vectors, want %d", len(gradients), len(parameters))
		}
		for i, vector := range parameters {
			for j := range vector {
				checkGradient(t, "parameters", &vector[j], gradients[i][j], loss)
			}
		}
		for i, row := range denseInputGradients(inputs, deltas, layer) {
			for j := range row {
				checkGradient(t, "inputs", &inputs[i][j], row[j], loss)
			}
		}
	}
}
