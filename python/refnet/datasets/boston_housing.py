"""The prices of houses in 506 places around Boston, in the 1970s.

Source: D. Harrison and D. L. Rubinfeld, "Hedonic housing prices and the demand for clean air",
Journal of Environmental Economics and Management, 1978.
"""

import os

from refnet.datasets.downloads import find_file, from_storage
from refnet.datasets.npz import read_numbers
from refnet.datasets.splits import Parts, check_split, generator, split_shuffled

FILE = from_storage(
    "boston_housing.npz",
    "sha256:f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5",
)


def load_data(
    path: str | os.PathLike[str] = FILE.name, test_split: float = 0.2, seed: int | None = 113
) -> Parts:
    """Return the Boston housing data as (x_train, y_train), (x_test, y_test).

    Caution: one of the 13 inputs, "B", is calculated from the share of Black residents, on the
    assumption that segregation raises prices. Keras discourages its use except to teach such
    problems, and scikit-learn has removed the data set. ``california_housing`` is an alternative.

    x: [404][13] and [102][13], averages of places; y: [404] and [102], the median price of a house
    in 1000 dollars. In float64.

    path: a name without a folder, as Keras has it, is that of the file in the user's cache, where
    it is downloaded once, 60 KB, unless Keras has downloaded it before. Another path is that of a
    file of the same format. test_split: 0 or more and less than 1; seed: for the order of the
    examples, 0 to 2^32 - 1, or None for another one each time.
    Raises RefnetError: wrong_type, not_finite, out_of_range, bad_file; OSError for a file that is
    missing, cannot be downloaded or cannot be read; ImportError for a download without pooch or
    tqdm.
    """
    test_split, random = check_split(test_split), generator(seed)
    x, y = read_numbers(find_file("boston_housing", FILE, path), "x", "y")
    return split_shuffled(x, y, test_split, random)
