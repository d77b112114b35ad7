// # Chapter clipping: gradients that are cut where they are too large
//
// A single steep example can throw the weights far away. So gradients are limited before the
// optimizer sees them: each by itself, or a whole variable by its norm, which keeps its direction,
// or all variables by their common norm, which keeps the direction of the whole step. A variable is
// a kernel, a bias or a table: a layer's parameters that belong together, in one or several vectors.
//
// Source: R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training recurrent neural
// networks", 2013; the formulas and names are Keras 3's.
//
// Left out on purpose: other norms, and limits that follow the size of the weights.
package refnet

import "math"

// norm returns the root of the sum of all squares, one after another (CLIP-1).
//
// vectors: of any lengths
func norm(vectors [][]float64) float64 {
	total := 0.0
	for _, vector := range vectors {
		for _, x := range vector {
			total = total + float64(x*x)
		}
	}
	return math.Sqrt(total)
}

// clippedByNorm returns the gradients with a norm of at most limit (CLIP-2).
func clippedByNorm(gradients [][]float64, limit float64) [][]float64 {
	divisor := limit
	if length := norm(gradients); length > limit {
		divisor = length
	}
	clipped := make([][]float64, len(gradients))
	for i, vector := range gradients {
		clipped[i] = make([]float64, len(vector))
		for j, g := range vector {
			clipped[i][j] = float64(g*limit) / divisor
		}
	}
	return clipped
}

// clippedByValue returns the gradients, each at least -limit and at most limit (CLIP-3).
func clippedByValue(gradients [][]float64, limit float64) [][]float64 {
	clipped := make([][]float64, len(gradients))
	for i, vector := range gradients {
		clipped[i] = make([]float64, len(vector))
		for j, g := range vector {
			switch {
			case g < -limit:
				g = -limit
			case g > limit:
				g = limit
			}
			clipped[i][j] = g
		}
	}
	return clipped
}

// clippedGradients returns the gradients as the optimizer's settings limit them (CLIP-4).
//
// gradients: vectors; variables: how many of these vectors each variable has
func clippedGradients(gradients [][]float64, variables []int, optimizer Optimizer) [][]float64 {
	if optimizer.Clipvalue != nil {
		return clippedByValue(gradients, *optimizer.Clipvalue)
	}
	if optimizer.GlobalClipnorm != nil {
		return clippedByNorm(gradients, *optimizer.GlobalClipnorm)
	}
	if optimizer.Clipnorm == nil {
		return gradients
	}
	clipped := make([][]float64, 0, len(gradients))
	for _, count := range variables {
		start := len(clipped)
		clipped = append(clipped, clippedByNorm(gradients[start:start+count], *optimizer.Clipnorm)...)
	}
	return clipped
}
