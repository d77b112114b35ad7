package refnet

import (
	"math"
	"testing"
)

func TestInitialState(t *testing.T) {
	parameters, zeros := [][]float64{{1, 2}, {3}}, [][]float64{{0, 0}, {0}}
	want := OptimizerState{zeros, zeros, 1, 1, 0, 1, 1}
	checkSame(t, "state", initialState(parameters, DefaultOptimizer("sgd")), want)
	want.velocities = [][]float64{{0.1, 0.1}, {0.1}}
	checkSame(t, "adagrad", initialState(parameters, DefaultOptimizer("adagrad")), want)
}

func TestStepRate(t *testing.T) {
	schedule := Schedule{Name: "inverse_time_decay", InitialLearningRate: 1, DecaySteps: 1, DecayRate: 1}
	for _, test := range []struct {
		optimizer Optimizer
		want      []float64
	}{
		{Optimizer{LearningRate: 0.5}, []float64{0.5, 0.5, 0.5, 0.5}},
		{Optimizer{Rates: []float64{2, 1}}, []float64{2, 1, 1, 1}},
		{Optimizer{Schedule: &schedule}, []float64{1, 0.5, 1.0 / 3, 0.25}},
	} {
		for step, want := range test.want {
			checkSame(t, "rate", stepRate(test.optimizer, int64(step)), want)
		}
	}
}

// Two steps of one weight that starts at 1, with the gradients 0.5 and -1.
func TestOptimizers(t *testing.T) {
	type step struct{ weight, momentum, velocity float64 }
	root := math.Sqrt
	for _, test := range []struct {
		name      string
		optimizer Optimizer
		want      []step
	}{
		{
			"sgd", Optimizer{Name: "sgd", LearningRate: 0.5},
			[]step{{0.75, 0, 0}, {1.25, 0, 0}},
		},
		{
			"momentum", Optimizer{Name: "sgd", LearningRate: 0.5, Momentum: 0.5},
			[]step{{0.75, -0.25, 0}, {1.125, 0.375, 0}},
		},
		{
			"Nesterov", Optimizer{Name: "sgd", LearningRate: 0.5, Momentum: 0.5, Nesterov: true},
			[]step{{0.625, -0.25, 0}, {1.3125, 0.375, 0}},
		},
		{
			"rmsprop", Optimizer{Name: "rmsprop", LearningRate: 0.5, Rho: 0.75, Epsilon: 1},
			[]step{
				{1 - 0.25/root(1.0625), 0, 0.0625},
				{1 - 0.25/root(1.0625) + 0.5/root(1.296875), 0, 0.296875},
			},
		},
		{
			"rmsprop with momentum",
			Optimizer{Name: "rmsprop", LearningRate: 0.5, Rho: 0.75, Momentum: 0.5, Epsilon: 1},
			[]step{
				{1 - 0.25/root(1.0625), 0.25 / root(1.0625), 0.0625},
				{
					1 - 0.375/root(1.0625) + 0.5/root(1.296875),
					0.125/root(1.0625) - 0.5/root(1.296875), 0.296875,
				},
			},
		},
		{
			"adam", Optimizer{Name: "adam", LearningRate: 0.5, Beta1: 0.5, Beta2: 0.75, Epsilon: 1},
			[]step{
				{1 - 0.25*0.5/(0.25+1), 0.25, 0.0625},
				{
					1 - 0.25*0.5/(0.25+1) + 0.375*(0.5*root(0.4375)/0.75)/(root(0.296875)+1),
					-0.375, 0.296875,
				},
			},
		},
	} {
		weights := [][]float64{{1}}
		state := initialState(weights, test.optimizer)
		for i, gradient := range []float64{0.5, -1} {
			weights, state = optimizerStep(weights, [][]float64{{gradient}}, state, test.optimizer)
			got := []float64{weights[0][0], state.momentums[0][0], state.velocities[0][0]}
			want := test.want[i]
			checkClose(t, test.name, got, []float64{want.weight, want.momentum, want.velocity})
		}
		powers := []float64{state.beta1Power, state.beta2Power}
		want := []float64{test.optimizer.Beta1 * test.optimizer.Beta1, test.optimizer.Beta2 * test.optimizer.Beta2}
		checkClose(t, test.name, powers, want)
	}
}

func TestOptimizerStepChangesNothing(t *testing.T) {
	for _, name := range Optimizers {
		optimizer := DefaultOptimizer(name)
		optimizer.Momentum = 0.5
		weights, gradients := [][]float64{{1, 2}, {3}}, [][]float64{{1, -1}, {2}}
		state := initialState(weights, optimizer)
		stepped, after := optimizerStep(weights, gradients, state, optimizer)
		checkSame(t, name, weights, [][]float64{{1, 2}, {3}})
		checkSame(t, name, gradients, [][]float64{{1, -1}, {2}})
		checkSame(t, name, state, initialState(weights, optimizer))
		if stepped[0][0] >= 1 || stepped[0][1] <= 2 || stepped[1][0] >= 3 {
			t.Errorf("%s: the step %v is not against the gradient", name, stepped)
		}
		if after.momentums[0][0] == 0 && name != "adagrad" {
			t.Errorf("%s: the state is still %v", name, after)
		}
	}
}
