"""150 irises of three species, which scikit-learn has: no download.

Source: R. A. Fisher, "The use of multiple measurements in taxonomic problems", Annals of Eugenics,
1936.
"""

import numpy as np

from refnet.datasets.bundled import Classes, Numbers, Parts, split, split_arguments
from refnet.files.extras import extra


def load_data(test_split: float = 0.2, seed: int = 0) -> Parts:
    """Return the 150 irises as (x_train, y_train), (x_test, y_test).

    x: [m][4], the length and width of the sepal and of the petal in cm. y: [m], the species: 0
    setosa, 1 versicolor, 2 virginica.

    The examples are split as in ``digits.load_data``. Of the 120 that train by default, 37 to 45
    are of each species.
    test_split: 0 or more and less than 1; seed: 0 to 2^32 - 1.
    Raises RefnetError: wrong_type, not_finite, out_of_range; ImportError without scikit-learn.
    """
    test_split, seed = split_arguments(test_split, seed)
    bundled = extra("sklearn.datasets", "scikit-learn", "datasets", "refnet.datasets").load_iris()
    x: Numbers = np.array(bundled.data, np.float64)
    y: Classes = np.array(bundled.target, np.int64)
    return split(x, y, test_split, seed)
