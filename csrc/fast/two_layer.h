/* Chapters neuron and two_layer on matrix products and arrays. */

static void neuron_outputs(const double *inputs, const double *weights, double bias, double slope,
                           size_t m, size_t n, double *outputs)
{
    for (size_t j = 0; j < m; j++) {
        outputs[j] = slope * refnet_weighted_sum(inputs + j * n, weights, bias, n);
    }
    sigmoid_array(outputs, m, outputs);
}

static void neuron_adjustment(const double *inputs, const double *deltas, size_t m, size_t n,
                              double *adjustment)
{
    for (size_t i = 0; i < n; i++) { /* one sum after another, each in a register */
        double sum = 0.0;
        for (size_t j = 0; j < m; j++) {
            sum = sum + inputs[j * n + i] * deltas[j];
        }
        adjustment[i] = sum;
    }
}

static void layer_outputs(const double *inputs, const double *weights, const double *bias, size_t m,
                          size_t n, size_t h, double *outputs)
{
    if (is_for_narrower(h)) {
        NARROWER.layer_outputs(inputs, weights, bias, m, n, h, outputs);
        return;
    }
    matmul(bias, inputs, n, 1, weights, h, 1, m, n, h, outputs);
    sigmoid_array(outputs, m * h, outputs);
}

static void weight_adjustments(const double *inputs, const double *deltas, size_t m, size_t n,
                               size_t h, double *adjustments)
{
    if (is_for_narrower(h)) {
        NARROWER.weight_adjustments(inputs, deltas, m, n, h, adjustments);
        return;
    }
    matmul(NULL, inputs, 1, n, deltas, h, 1, n, m, h, adjustments);
}

static void bias_adjustments(const double *deltas, size_t m, size_t h, double *adjustments)
{
    const double one = 1.0;
    matmul(NULL, &one, 0, 0, deltas, h, 1, 1, m, h, adjustments);
}
