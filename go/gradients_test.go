package refnet

import (
	"math"
	"testing"
)

// Every training goes down the gradient of its loss: with the learning rate 1, what a parameter gains
// in the first iteration is the loss's negative derivative, here taken from the loss alone.

// checkStep compares a parameter's first step with the loss just above and just below its value.
func checkStep(t *testing.T, name string, parameter *float64, learned float64, loss func() float64) {
	t.Helper()
	const h = 1e-5
	value := *parameter
	*parameter = value + h
	above := loss()
	*parameter = value - h
	below := loss()
	*parameter = value

	step, want := learned-value, (below-above)/(2*h)
	if math.Abs(step) < 1e-4 {
		t.Errorf("%s: the step %v is too small to compare", name, step)
	}
	if !(math.Abs(step-want) <= 1e-6*math.Abs(want)) {
		t.Errorf("%s: got the step %v, want %v", name, step, want)
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

func TestNeuronDescendsItsGradient(t *testing.T) {
	generator := seeded(1)
	for _, slope := range []float64{1, -0.5, 2.5} {
		inputs, targets := signedRows(generator, 5, 3), signedNumbers(generator, 5)
		weights, bias := signedNumbers(generator, 3), signedNumbers(generator, 1)
		loss := func() float64 {
			sum := 0.0
			for _, error := range neuronErrors(targets, neuronOutputs(inputs, weights, bias[0], slope)) {
				sum += error * error / 2
			}
			return sum
		}
		history, err := Neuron(inputs, targets, weights, &bias[0], slope, 1, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range weights {
			checkStep(t, "weights", &weights[i], history[0].Weights[i], loss)
		}
		checkStep(t, "bias", &bias[0], *history[0].Bias, loss)

		bias[0] = 0
		history, err = Neuron(inputs, targets, weights, nil, slope, 1, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range weights {
			checkStep(t, "weights without a bias", &weights[i], history[0].Weights[i], loss)
		}
	}
}

func TestTwoLayerDescendsItsGradient(t *testing.T) {
	const m, n, h, k = 5, 3, 4, 2
	generator := seeded(1)
	inputs, targets := signedRows(generator, m, n), signedRows(generator, m, k)
	weights1, weights2 := signedRows(generator, n, h), signedRows(generator, h, k)
	bias1, bias2 := signedNumbers(generator, h), signedNumbers(generator, k)
	loss := func() float64 {
		hidden := layerOutputs(inputs, weights1, bias1)
		return squaredLoss(targets, layerOutputs(hidden, weights2, bias2))
	}
	checkWeights := func(trial TwoLayerTrial) {
		for i := range weights1 {
			for j := range weights1[i] {
				checkStep(t, "weights1", &weights1[i][j], trial.Weights1[i][j], loss)
			}
		}
		for i := range weights2 {
			for j := range weights2[i] {
				checkStep(t, "weights2", &weights2[i][j], trial.Weights2[i][j], loss)
			}
		}
	}

	history, err := TwoLayer(inputs, targets, weights1, weights2, bias1, bias2, 1, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkWeights(history[0])
	for j := range bias1 {
		checkStep(t, "bias1", &bias1[j], history[0].Bias1[j], loss)
	}
	for j := range bias2 {
		checkStep(t, "bias2", &bias2[j], history[0].Bias2[j], loss)
	}

	bias1, bias2 = make([]float64, h), make([]float64, k)
	history, err = TwoLayer(inputs, targets, weights1, weights2, nil, nil, 1, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkWeights(history[0])
}

func TestDenseDescendsItsGradient(t *testing.T) {
	const m, n, h, k = 3, 2, 3, 2
	for _, hidden := range Activations {
		for _, last := range Activations {
			for _, name := range lossesAfter(last) {
				generator := seeded(23) // no relu of it is silent for all examples
				inputs := signedRows(generator, m, n)
				targets := Targets{Rows: signedRows(generator, m, k)}
				rows := targets.Rows
				if name == Sparse {
					targets = Targets{Classes: []int64{1, 0, 1}}
					rows = oneHot(targets.Classes, k)
				}
				layers := []DenseLayer{
					{h, hidden, signedRows(generator, n, h), signedNumbers(generator, h)},
					{h, "linear", signedRows(generator, h, h), nil},
					{k, last, signedRows(generator, h, k), signedNumbers(generator, k)},
				}
				loss := func() float64 {
					answers := networkForward(inputs, layers)[2]
					total := 0.0
					for i, row := range rows {
						total += exampleLoss(name, row, answers.sums[i], answers.outputs[i])
					}
					return reduceLoss(name, total, m)
				}
				optimizer := Optimizer{Name: "sgd", LearningRate: 1, Epsilon: 1e-7}
				run, err := Dense(layers, name, optimizer, inputs, targets, nil, 1, nil, nil)
				if err != nil {
					t.Fatal(err)
				}
				label := hidden + ", " + last + ", " + name
				learned := networkParameters(run.Trials[0].Layers)
				for i, vector := range networkParameters(layers) {
					for j := range vector {
						checkStep(t, label, &vector[j], learned[i][j], loss)
					}
				}
			}
		}
	}
}
