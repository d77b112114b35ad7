/* Chapter windows: how a small window moves over an image.
 *
 * python/refnet/reference/windows.py has the explanation; this file has the same functions in the
 * same order. A list of all cells would need memory, so here a window is the ranges of its rows and
 * columns. */

#include "internal.h"

refnet_axis refnet_windows_along(size_t size, size_t window, size_t stride, refnet_padding padding)
{
    if (padding == REFNET_PADDING_VALID) {
        return (refnet_axis){(size - window) / stride + 1, 0};
    }
    size_t count = (size - 1) / stride + 1;
    size_t covered = (count - 1) * stride + window;
    return (refnet_axis){count, covered > size ? (covered - size) / 2 : 0};
}

refnet_cells refnet_cells_along(size_t size, size_t window, size_t stride, size_t before, size_t i)
{
    /* start and end are counted from the first padded cell, first and last from the image's */
    const size_t start = i * stride, end = start + window;
    const size_t first = start > before ? start - before : 0;
    size_t last = end > before ? end - before : 0; /* the one after the last cell */
    last = last < size ? last : size;
    return (refnet_cells){start < before ? before - start : 0, first,
                          last > first ? last - first : 0};
}

refnet_window refnet_window_cells(const refnet_windows *windows, size_t p)
{
    refnet_cells covered[2];
    const size_t place[2] = {p / windows->count[1], p % windows->count[1]};
    for (size_t axis = 0; axis < 2; axis++) {
        covered[axis] =
            refnet_cells_along(windows->image[axis], windows->window[axis], windows->strides[axis],
                               windows->before[axis], place[axis]);
    }
    return (refnet_window){covered[0], covered[1]};
}
