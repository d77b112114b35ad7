/* The penalties of many weights at once: the operations of regularizers.c, in their order. */

static void with_penalties(real *gradients, const real *values,
                           const refnet_regularizer *regularizer, size_t n)
{
    const real l1 = (real)regularizer->l1, twice_l2 = 2 * (real)regularizer->l2;
    const lanes zeros = {0}, ones = zeros + 1;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        const lanes x = lanes_load(values + i);
        const lanes sign = lanes_select(x > 0, ones, lanes_select(x < 0, -ones, zeros));
        const lanes penalties = l1 * sign + twice_l2 * x;
        lanes_store(gradients + i, lanes_load(gradients + i) + penalties);
    }
    if (i < n) {
        NARROWER.with_penalties(gradients + i, values + i, regularizer, n - i);
    }
}
