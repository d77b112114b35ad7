/* Chapter windows: how a small window moves over an image. */
#ifndef REFNET_WINDOWS_H
#define REFNET_WINDOWS_H

#include <stddef.h>

typedef enum { REFNET_PADDING_VALID = 0, REFNET_PADDING_SAME } refnet_padding;

/* How many windows there are along an axis, and how many padded cells before the first. */
typedef struct {
    size_t windows, before;
} refnet_axis;

/* All windows of a layer: what there is down, and then to the right. image: the size of the image;
 * before, count: as refnet_windows_along returns them */
typedef struct {
    size_t image[2], window[2], strides[2], before[2], count[2];
} refnet_windows;

/* What a window covers along an axis: `padded` cells outside the image, then `count` cells from
 * `first` on, and then padded cells again. */
typedef struct {
    size_t padded, first, count;
} refnet_cells;

/* What one window covers. */
typedef struct {
    refnet_cells down, right;
} refnet_window;

/* Return the windows along an axis of `size` cells, size > 0; without padding, window <= size. */
refnet_axis refnet_windows_along(size_t size, size_t window, size_t stride, refnet_padding padding);

/* Return what window i covers along an axis. */
refnet_cells refnet_cells_along(size_t size, size_t window, size_t stride, size_t before, size_t i);

/* Return what window p covers; windows are counted row by row. */
refnet_window refnet_window_cells(const refnet_windows *windows, size_t p);

#endif
