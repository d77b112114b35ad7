"""KerasClassifier and KerasRegressor with the parameters that programs give them."""

from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score

from refnet import Dense, Input, RefnetError, Sequential, utils
from refnet.sklearn import KerasClassifier, KerasRegressor

X = np.random.RandomState(0).normal(size=(60, 3))
CLASSES = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0.5)
QUIET: dict[str, Any] = {"verbose": 0, "random_state": 1}


def build(units: int = 4) -> Sequential:
    model = Sequential([Input((3,)), Dense(units, "relu"), Dense(3, "softmax")])
    model.compile("adam", "categorical_crossentropy")
    return model


def uncompiled(units: int = 4) -> Sequential:
    return Sequential([Input((3,)), Dense(units, "relu"), Dense(1)])


def test_defaults_and_cross_validation() -> None:
    classifier = KerasClassifier(build, epochs=2, **QUIET)
    assert (KerasClassifier().epochs, KerasClassifier().batch_size) == (1, 32)
    rows = utils.to_categorical(CLASSES)
    assert cross_val_score(classifier, X, rows, cv=KFold(3)).shape == (3,)
    older = KerasClassifier(build_fn=build, epochs=2, units=6, **QUIET).fit(X, rows)
    assert older.model_.layers[0].units == 6
    named = clone(KerasClassifier(build, epochs=2, model__units=6, **QUIET)).fit(X, rows)
    assert named.model_.weights_sha256() == older.model_.weights_sha256()


def test_settings_of_the_optimizer_in_a_grid_search() -> None:
    how: dict[str, Any] = {"loss": "mse", "optimizer": "SGD", "epochs": 1, **QUIET}
    regressor = KerasRegressor(uncompiled, metrics=["mae"], **how)
    grid = {"optimizer__learning_rate": [0.01, 0.1], "model__units": [2]}
    found = GridSearchCV(regressor, grid, cv=2).fit(X, X[:, 0])
    assert found.best_estimator_.model_.optimizer.learning_rate in (0.01, 0.1)
    assert found.best_estimator_.model_.metrics == ["mae"]


def test_what_is_refused() -> None:
    for wrong in ({"optimizer__rate": 0.1, "loss": "mse"}, {"fit__epochs": 2}, {"width": 2}):
        with pytest.raises(RefnetError):
            KerasRegressor(uncompiled, **wrong, **QUIET).fit(X, X[:, 0])
