/* Whether numbers are finite: x - x is 0 for a finite x and NaN otherwise, and a sum with a NaN
 * stays NaN. */

/* values, and whether one of them is not finite */
typedef struct {
    const real *values;
    _Atomic int *is_lost;
} finite_check;

static void check_some(const void *context, size_t first, size_t end)
{
    const finite_check *check = context;
    lanes lost = {0};
    size_t i = first;
    for (; i + LANES <= end; i += LANES) {
        const lanes x = lanes_load(check->values + i);
        lost += x - x;
    }
    if (lanes_any_not_zero(lost) || !refnet_all_finite(check->values + i, end - i)) {
        atomic_store(check->is_lost, 1);
    }
}

static int all_finite(const real *values, size_t n)
{
    _Atomic int is_lost = 0;
    const finite_check check = {values, &is_lost};
    const refnet_rounding before = refnet_work_begins();
    refnet_parallel_for(check_some, &check, n, REFNET_GRAIN, 1);
    refnet_work_ends(before);
    return !is_lost;
}
