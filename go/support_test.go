package refnet

import (
	"errors"
	"math"
	"reflect"
	"testing"
)

// refusal is an error, and the code and field that it should have.
type refusal struct {
	err         error
	code, field string
}

func checkRefusals(t *testing.T, refusals []refusal) {
	t.Helper()
	for _, want := range refusals {
		var got *Error
		if !errors.As(want.err, &got) || got.Code != want.code || got.Field != want.field {
			t.Errorf("got %v, want %q of %q", want.err, want.code, want.field)
		}
	}
}

// checkCode checks the code of an error; "": that there is none.
func checkCode(t *testing.T, err error, code string) {
	t.Helper()
	var got *Error
	if code == "" && err != nil {
		t.Errorf("got %v", err)
	}
	if code != "" && (!errors.As(err, &got) || got.Code != code) {
		t.Errorf("got %v, want %q", err, code)
	}
}

// checkSame compares two values; numbers inside them are the same if they are equal.
func checkSame(t *testing.T, name string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v, want %v", name, got, want)
	}
}

// checkClose compares numbers that may differ by a few units in the last place.
func checkClose(t *testing.T, name string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: got %v, want %v", name, got, want)
	}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= 1e-15*math.Max(1, math.Abs(want[i]))) {
			t.Errorf("%s: got %v, want %v", name, got, want)
			return
		}
	}
}

// centralDifference returns the derivative of a function with respect to a parameter, as measured.
func centralDifference(parameter *float64, function func() float64) float64 {
	const h = 1e-5
	value := *parameter
	*parameter = value + h
	above := function()
	*parameter = value - h
	below := function()
	*parameter = value
	return (above - below) / (2 * h)
}

// checkGradient compares a derivative with the central difference of a function of the parameter. It
// refuses derivatives near 0, which a forgotten term would not change.
func checkGradient(
	t *testing.T, name string, parameter *float64, gradient float64, function func() float64,
) {
	t.Helper()
	want := centralDifference(parameter, function)
	if math.Abs(gradient) < 1e-4 {
		t.Errorf("%s: the gradient %v is too small to compare", name, gradient)
	}
	if !(math.Abs(gradient-want) <= 1e-6*math.Abs(want)) {
		t.Errorf("%s: got the gradient %v, want %v", name, gradient, want)
	}
}

// signedNumbers returns random numbers between -1 and 1.
func signedNumbers(generator *Generator, count int) []float64 {
	numbers := make([]float64, count)
	for i := range numbers {
		numbers[i] = 2*nextDouble(generator) - 1
	}
	return numbers
}

func signedRows(generator *Generator, count, length int) [][]float64 {
	rows := make([][]float64, count)
	for i := range rows {
		rows[i] = signedNumbers(generator, length)
	}
	return rows
}

// sumOfProducts returns a loss whose gradients with respect to the rows are the factors.
func sumOfProducts(factors, rows [][]float64) float64 {
	sum := 0.0
	for i := range rows {
		for j := range rows[i] {
			sum += factors[i][j] * rows[i][j]
		}
	}
	return sum
}

// checkLayerGradients compares the gradients of a layer's parameters and inputs with central differences
// of a loss; those that are 0.0 are left out.
func checkLayerGradients(t *testing.T, layer Layer, inputs, deltas [][]float64) {
	t.Helper()
	kind := kinds[layer.kind()]
	loss := func() float64 { return sumOfProducts(deltas, kind.forward(inputs, layer)) }
	checkGradients(t, layer.kind(), kind.parameters(layer), kind.parameterGradients(inputs, deltas, layer), loss)
	checkGradients(t, "inputs of "+layer.kind(), inputs, kind.inputGradients(inputs, deltas, layer), loss)
}

// checkGradients compares the derivatives that are not 0.0 with central differences.
func checkGradients(
	t *testing.T, name string, parameters, gradients [][]float64, function func() float64,
) {
	t.Helper()
	if len(gradients) != len(parameters) {
		t.Fatalf("%s: got %d vectors, want %d", name, len(gradients), len(parameters))
	}
	for i, vector := range parameters {
		if len(gradients[i]) != len(vector) {
			t.Fatalf("%s: got %d numbers, want %d", name, len(gradients[i]), len(vector))
		}
		for j := range vector {
			if gradients[i][j] != 0.0 {
				checkGradient(t, name, &vector[j], gradients[i][j], function)
			}
		}
	}
}

// zerosOf returns how many numbers are 0.0.
func zerosOf(rows [][]float64) int {
	count := 0
	for _, row := range rows {
		for _, number := range row {
			if number == 0.0 {
				count++
			}
		}
	}
	return count
}

// spaced returns count numbers with equal distances, as NumPy's linspace does.
func spaced(first, last float64, count int) []float64 {
	numbers := make([]float64, count)
	for i := range numbers {
		numbers[i] = first + (last-first)*float64(i)/float64(count-1)
	}
	return numbers
}

// channelsLast returns the numbers of images [m][c][r][s] as rows [m][r * s * c].
func channelsLast(numbers []float64, m, c, r, s int) [][]float64 {
	images := make([][]float64, m)
	for e := range images {
		for cell := range r * s {
			for channel := range c {
				images[e] = append(images[e], numbers[(e*c+channel)*r*s+cell])
			}
		}
	}
	return images
}
