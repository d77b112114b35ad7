"""The prices of houses in 20,640 places in California, from the census of 1990.

Source: R. K. Pace and R. Barry, "Sparse spatial autoregressions", Statistics & Probability Letters,
1997.
"""

import os

from refnet.datasets.downloads import find_file, from_storage
from refnet.datasets.npz import read_numbers
from refnet.datasets.splits import Parts, check_split, generator, split_shuffled
from refnet.reference.names import check_known

FILE = from_storage(
    "california_housing.npz",
    "sha256:1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f",
)
_SMALL = 600  # examples


def load_data(
    version: str = "large",
    path: str | os.PathLike[str] = FILE.name,
    test_split: float = 0.2,
    seed: int | None = 113,
) -> Parts:
    """Return the California housing data as (x_train, y_train), (x_test, y_test).

    x: [m][8], for each block group longitude, latitude, the median age of its houses, its rooms,
    bedrooms, population and households, and the median income, in the order of the file; y: [m],
    the median price of a house in dollars.

    version: "large" for all 20,640 block groups, "small" for the first 600 of the file. path: a
    name without a folder, as Keras has it, is that of the file in the user's cache, where it is
    downloaded once, 800 KB, unless Keras has downloaded it before. Another path is that of a file
    of the same format. test_split: 0 or more and less than 1; seed: for the order of the examples,
    0 to 2^32 - 1, or None for another one each time.
    Raises RefnetError: wrong_type, unknown_name, not_finite, out_of_range, bad_file; OSError for a
    file that is missing, cannot be downloaded or cannot be read; ImportError for a download without
    pooch or tqdm.
    """
    check_known("version", version, ("large", "small"))
    test_split, random = check_split(test_split), generator(seed)
    x, y = read_numbers(find_file("california_housing", FILE, path), "x", "y")
    if version == "small":
        x, y = x[:_SMALL], y[:_SMALL]
    return split_shuffled(x, y, test_split, random)
