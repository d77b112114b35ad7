"""Networks as estimators of scikit-learn, for pipelines, grid searches and cross-validation.

``RefnetClassifier`` and ``RefnetRegressor`` take the place of scikit-learn's MLPClassifier and
MLPRegressor, and of scikeras's KerasClassifier and KerasRegressor. Both give the same bits in one
process, in many and on a cluster. Needs the scikit-learn library (``pip install refnet[sklearn]``);
``import refnet`` alone does not import this module.
"""

from refnet.files.extras import extra

extra("sklearn", "scikit-learn 1.6 or newer", "sklearn", "refnet.sklearn")

from refnet.sklearn.classifier import RefnetClassifier  # noqa: E402
from refnet.sklearn.regressor import RefnetRegressor  # noqa: E402
from refnet.sklearn.threads import limit_threads  # noqa: E402
from refnet.sklearn.wrappers import KerasClassifier, KerasRegressor  # noqa: E402

__all__ = ["KerasClassifier", "KerasRegressor", "RefnetClassifier", "RefnetRegressor"]

limit_threads()
