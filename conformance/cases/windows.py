"""Cases of the chapter windows: convolutions and poolings of one channel, window by window."""

from cases import Trajectory, trajectories
from cases.images import average_pooling, conv2d, max_pooling, measured
from cases.networks import spread

# name, text, rows and columns of the image, of the window, strides, padding, windows
PLACES: list[tuple[str, str, list[int], list[int], list[int], str, int]] = [
    ("valid", "A window of 3 by 2 on 5 by 4 cells.", [5, 4], [3, 2], [1, 1], "valid", 9),
    ("strides", "Strides of 2 down and 1 right.", [5, 4], [2, 2], [2, 1], "valid", 6),
    ("other_strides", "Strides of 1 down and 3 right.", [3, 8], [2, 2], [1, 3], "valid", 6),
    (
        "strides_of_a_square",
        "Strides of 1 and 3, which swapped give as many windows.",
        [5, 5],
        [2, 2],
        [1, 3],
        "valid",
        8,
    ),
    (
        "rest",
        "Cells after the last window, which no window has.",
        [6, 7],
        [3, 3],
        [2, 3],
        "valid",
        4,
    ),
    ("gaps", "Strides larger than the window.", [5, 7], [1, 2], [3, 4], "valid", 4),
    (
        "same_odd",
        "A window of 3 by 5 with padding on all sides.",
        [4, 5],
        [3, 5],
        [1, 1],
        "same",
        20,
    ),
    (
        "same_even",
        "A window of 2 by 4: the odd padded row is below, the odd column to the right.",
        [3, 5],
        [2, 4],
        [1, 1],
        "same",
        15,
    ),
    ("same_strides", "Padding with strides of 2 and 3.", [5, 7], [3, 4], [2, 3], "same", 9),
    ("same_no_rest", "Strides that divide the image.", [4, 6], [3, 3], [2, 3], "same", 4),
    (
        "same_gaps",
        "Strides larger than the window: nothing is missing before the first cell.",
        [5, 7],
        [1, 2],
        [3, 4],
        "same",
        4,
    ),
    ("same_beyond", "A window larger than the image.", [2, 3], [5, 4], [1, 1], "same", 6),
    ("same_beyond_strides", "A larger window and strides of 2.", [2, 3], [4, 7], [2, 2], "same", 2),
    ("whole_image", "A window as large as the image.", [3, 4], [3, 4], [1, 1], "valid", 1),
    ("same_whole_image", "The same with padding.", [3, 4], [3, 4], [1, 1], "same", 12),
    ("one_cell", "A window of one cell.", [3, 2], [1, 1], [1, 1], "valid", 6),
    (
        "one_cell_strides",
        "A window of one cell with strides of 2.",
        [4, 5],
        [1, 1],
        [2, 2],
        "same",
        6,
    ),
    ("one_row", "An image of one row.", [1, 6], [1, 3], [1, 1], "valid", 4),
    ("one_column", "An image of one column.", [6, 1], [3, 1], [2, 1], "same", 3),
    ("image_of_one_cell", "An image of one cell.", [1, 1], [1, 1], [1, 1], "valid", 1),
    (
        "image_of_one_cell_padded",
        "A window around an image of one cell.",
        [1, 1],
        [3, 3],
        [2, 2],
        "same",
        1,
    ),
]
WHY = "each cell has another number, and so has each weight: no other place gives these sums"

CONVOLUTIONS: list[Trajectory] = [
    (
        f"windows_{name}",
        f"A filter: {text}",
        "WINDOW-1 WINDOW-2 CONV-1 CONV-2 CONV-3",
        measured(
            [*image, 1],
            [conv2d(window[0], window[1], 1, 1, name, strides=strides, padding=padding)],
            spread(1, windows, f"targets {name}")[0],
        ),
        WHY,
    )
    for name, text, image, window, strides, padding, windows in PLACES
]
POOLINGS: list[Trajectory] = [
    (
        f"windows_of_{pooling.__name__}_{name}",
        f"Pooling: {text}",
        f"WINDOW-1 WINDOW-2 {rules}",
        measured(
            [*image, 1],
            [pooling(pool_size=window, strides=strides, padding=padding)],
            spread(1, windows, f"targets {name}")[0],
        ),
        "each cell has another number",
    )
    for pooling, rules in ((max_pooling, "POOL-1 POOL-2"), (average_pooling, "POOL-3 POOL-4"))
    for name, text, image, window, strides, padding, windows in PLACES
]

CASES = trajectories([*CONVOLUTIONS, *POOLINGS])
