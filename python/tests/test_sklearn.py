"""The estimators in scikit-learn: its own checks, its tools, and the same bits in all of them."""

import pickle
import subprocess
import sys
import warnings
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

import refnet
from refnet import Dense, Input, RefnetError, Sequential, losses, optimizers
from refnet.callbacks import LambdaCallback
from refnet.sklearn import RefnetClassifier, RefnetRegressor
from refnet.sklearn.threads import limit_threads

RANDOM = np.random.RandomState(0)
X = RANDOM.normal(size=(90, 3))
NUMBERS = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0.5)
Y = np.array(["setosa", "versicolor", "virginica"])[NUMBERS]
LINE = X @ [1.0, -2.0, 0.5] + 3.0
SMALL: dict[str, Any] = {"hidden": (8,), "epochs": 20, "learning_rate": 0.03, "random_state": 1}


def digest(estimator: Any) -> str:
    found: str = estimator.model_.weights_sha256()
    return found


@pytest.mark.parametrize("kind", [RefnetClassifier, RefnetRegressor])
def test_all_checks_of_scikit_learn_pass(kind: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = check_estimator(kind(**SMALL), on_fail=None, on_skip=None)
    assert len(found) > 50
    skipped = "check_array_api_input"  # needs SCIPY_ARRAY_API=1 before NumPy is imported
    others = [each["check_name"] for each in found if each["status"] != "passed"]
    assert [name for name in others if name != skipped] == []


def test_a_classifier_has_the_bits_of_the_network() -> None:
    model = Sequential([Input((3,)), Dense(8, "relu"), Dense(3, "softmax")], seed=1)
    model.compile(optimizers.Adam(0.03), "sparse_categorical_crossentropy")
    history = model.fit(X, NUMBERS, batch_size=90, epochs=20, verbose=0).history
    classifier = RefnetClassifier(**SMALL).fit(X, Y)
    assert digest(classifier) == model.weights_sha256()
    assert classifier.history_ == history
    assert classifier.predict_proba(X).tobytes() == model.predict(X).tobytes()
    assert classifier.classes_.tolist() == classifier.model_.classes == sorted(set(Y))
    assert classifier.score(X, Y) > 0.8


def test_two_classes_have_one_output() -> None:
    classifier = RefnetClassifier(**SMALL).fit(X, Y == "setosa")
    chances = classifier.predict_proba(X)
    assert classifier.n_outputs_ == 1
    assert chances[:, 1].tobytes() == classifier.model_.predict(X)[:, 0].tobytes()
    assert chances.sum(axis=1) == pytest.approx(1.0)
    assert classifier.predict(X).tolist() == (chances[:, 1] > 0.5).tolist()


def test_a_loss_of_logits_gives_probabilities() -> None:
    two, three = losses.BinaryCrossentropy(True), losses.SparseCategoricalCrossentropy(True)
    for y, loss in ((Y == "setosa", two), (Y, three)):
        with_logits = RefnetClassifier(**SMALL, loss=loss).fit(X, y).predict_proba(X)
        assert with_logits == pytest.approx(RefnetClassifier(**SMALL).fit(X, y).predict_proba(X))


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "mse"])
def test_other_losses_get_rows(loss: str) -> None:
    assert RefnetClassifier(**SMALL, loss=loss).fit(X, Y).score(X, Y) > 0.7
    assert RefnetClassifier(**SMALL, loss=loss).fit(X, Y == "setosa").score(X, Y == "setosa") > 0.7


def test_rows_with_one_1_are_classes() -> None:
    rows = np.eye(3)[NUMBERS]
    classifier = RefnetClassifier(**SMALL).fit(X, rows)
    assert digest(classifier) == digest(RefnetClassifier(**SMALL).fit(X, NUMBERS))
    assert classifier.predict(X).sum(axis=1).tolist() == [1] * 90
    assert cross_val_score(RefnetClassifier(**SMALL), X, rows, cv=3).mean() > 0.6


def test_several_targets() -> None:
    both = np.c_[LINE, -LINE]
    regressor = RefnetRegressor(**{**SMALL, "epochs": 200}).fit(X, both)
    assert regressor.predict(X).shape == both.shape
    assert regressor.score(X, both) > 0.9
    assert RefnetRegressor(**SMALL).fit(X, LINE).predict(X).shape == (90,)


def test_it_works_in_pipelines_and_grid_searches_with_processes() -> None:
    frame = pd.DataFrame(X, columns=["a", "b", "c"])
    pipeline = make_pipeline(StandardScaler(), RefnetClassifier(**SMALL))
    grid: dict[str, list[Any]] = {"refnetclassifier__epochs": [1, 20]}
    alone = GridSearchCV(pipeline, grid, cv=2).fit(frame, Y)
    with joblib.parallel_config("loky", n_jobs=2):
        shared = GridSearchCV(pipeline, grid, cv=2).fit(frame, Y)
    assert alone.best_params_ == {name: values[1] for name, values in grid.items()}
    assert digest(shared.best_estimator_[-1]) == digest(alone.best_estimator_[-1])
    scores = [each.cv_results_["mean_test_score"].tobytes() for each in (alone, shared)]
    assert scores[0] == scores[1]
    target = TransformedTargetRegressor(RefnetRegressor(**SMALL), transformer=StandardScaler())
    assert cross_val_score(target, X, LINE, cv=3).mean() > 0.8


def test_a_table_gives_the_model_names() -> None:
    classifier = RefnetClassifier(**SMALL).fit(pd.DataFrame(X, columns=["a", "b", "c"]), Y)
    assert classifier.model_.columns == ["a", "b", "c"] == classifier.feature_names_in_.tolist()
    with pytest.raises(ValueError, match="feature names"):
        classifier.predict(pd.DataFrame(X, columns=["c", "b", "a"]))


def test_a_copy_is_not_trained_and_a_pickle_is() -> None:
    classifier = RefnetClassifier(**SMALL).fit(X, Y)
    again = pickle.loads(pickle.dumps(classifier))
    assert digest(again) == digest(classifier)
    assert again.predict(X).tolist() == classifier.predict(X).tolist()
    with pytest.raises(NotFittedError):
        clone(classifier).predict(X)


def test_partial_fit_trains_further() -> None:
    classifier = RefnetClassifier(**SMALL)
    with pytest.raises(RefnetError, match="classes: expected all classes in the first call"):
        classifier.partial_fit(X, Y)
    for _ in range(20):
        classifier.partial_fit(X, Y, sorted(set(Y)))
    assert digest(classifier) == digest(RefnetClassifier(**SMALL).fit(X, Y))
    before = digest(classifier)
    classifier.partial_fit(X[:9], Y[:9])
    assert digest(classifier) != before
    with pytest.raises(RefnetError, match="classes: expected those of the first call"):
        classifier.partial_fit(X, Y, ["setosa"])
    regressor = RefnetRegressor(**SMALL)
    for _ in range(20):
        regressor.partial_fit(X, LINE)
    assert digest(regressor) == digest(RefnetRegressor(**SMALL).fit(X, LINE))


def test_weights_are_relative_and_zeros_leave_examples_out() -> None:
    weights = np.r_[np.zeros(30), np.full(60, 2.0)]
    weighted = RefnetRegressor(**SMALL).fit(X, LINE, weights)
    assert digest(weighted) == digest(RefnetRegressor(**SMALL).fit(X[30:], LINE[30:]))
    heavy = RefnetClassifier(**SMALL, class_weight=dict.fromkeys(Y, 1.0) | {Y[0]: 1e3})
    found, first = heavy.fit(X, Y).predict(X), Y[0]
    assert (found == first).mean() > (first == Y).mean()


def test_early_stopping_holds_out_examples_of_each_class() -> None:
    how = {**SMALL, "epochs": 200, "learning_rate": 0.3, "early_stopping": True, "patience": 2}
    classifier = RefnetClassifier(**how).fit(X, Y)
    losses_seen = classifier.history_["val_loss"]
    assert 3 <= len(losses_seen) < 200
    assert int(np.argmin(losses_seen)) == len(losses_seen) - 3
    assert digest(classifier) == digest(RefnetClassifier(**how).fit(X, Y))


def test_random_states() -> None:
    how = {**SMALL, "random_state": None}
    assert digest(RefnetRegressor(**how).fit(X, LINE)) != digest(
        RefnetRegressor(**how).fit(X, LINE)
    )
    drawn = [
        RefnetRegressor(**{**SMALL, "random_state": np.random.RandomState(3)}).fit(X, LINE)
        for _ in range(2)
    ]
    assert digest(drawn[0]) == digest(drawn[1])


def test_callbacks_see_the_epochs() -> None:
    epochs: list[int] = []
    watcher = LambdaCallback(lambda epoch, logs: epochs.append(epoch))
    RefnetRegressor(**{**SMALL, "epochs": 3}, callbacks=[watcher]).fit(X, LINE)
    assert epochs == [0, 1, 2]


# Models of the user's own


def build(n_features: int, n_outputs: int, units: int = 4) -> Sequential:
    return Sequential([Input((n_features,)), Dense(units, "relu"), Dense(n_outputs, "softmax")])


def compiled() -> Sequential:
    model = build(3, 3)
    model.compile("sgd", "categorical_crossentropy", ["accuracy"])
    return model


def of_meta(meta: Any, units: int) -> Sequential:
    return build(meta["n_features_in_"], len(meta["classes_"]), units)


@pytest.mark.parametrize(
    ("model", "more"),
    [
        (build, {}),
        (lambda n, k: build(n, k), {}),
        (lambda: build(3, 3), {}),
        (of_meta, {"model__units": 4}),
        (build(3, 3), {}),
    ],
    ids=["named", "in order", "nothing", "meta", "a model"],
)
def test_a_model_may_be_given(model: Any, more: Any) -> None:
    how: dict[str, Any] = {"epochs": 2, "random_state": 1}
    expected = digest(RefnetClassifier((4,), **how).fit(X, Y))
    classifier = clone(RefnetClassifier(model=model, **how, **more))
    assert digest(classifier.fit(X, Y)) == digest(classifier.fit(X, Y)) == expected


def test_a_compiled_model_keeps_its_loss_and_optimizer() -> None:
    classifier = RefnetClassifier(model=compiled, epochs=2, batch_size=5).fit(X, Y)
    assert classifier.model_.loss == "categorical_crossentropy"
    assert classifier.model_.optimizer == optimizers.SGD()
    assert set(classifier.history_) == {"loss", "accuracy"}


def test_arguments_of_the_function_are_parameters() -> None:
    classifier = RefnetClassifier(model=build, model__units=6, epochs=1)
    assert "model__units=6" in repr(classifier)
    search = GridSearchCV(classifier, {"model__units": [2, 5]}, cv=2).fit(X, Y)
    kernel = search.best_estimator_.model_.get_weights()[0]
    assert kernel.shape == (3, search.best_params_["model__units"])


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"hiden": (3,)}, "hiden", 'did you mean "hidden"'),
    ({"hidden": 0}, "hidden", "expected 1 or more"),
    ({"dropout": 1.0}, "dropout", "expected 0 or more and less than 1"),
    ({"epochs": -1}, "epochs", "expected 0 or more"),
    ({"random_state": -1}, "random_state", "expected 0 to 4294967295"),
    ({"early_stopping": True, "validation_fraction": 2.0}, "validation_fraction", "less than 1"),
    ({"loss": "hinge"}, "loss", "gives no probabilities"),
    ({"model": 3}, "model", "expected a function that builds a model"),
    ({"model": lambda: 3}, "model", "expected a refnet model from the function, got int"),
    ({"model": lambda a: 3}, "model", "give it as model__a"),
    ({"model": lambda: build(3, 4)}, "model", "expected 3 outputs, one for each class, got 4"),
    ({"model": build, "model__size": 3}, "model__size", "has no argument size"),
    ({"model__units": 3}, "model__units", "expected a function as model"),
]


@pytest.mark.parametrize(("how", "field", "words"), WRONG)
def test_wrong_parameters_are_refused_by_fit(how: Any, field: str, words: str) -> None:
    classifier = RefnetClassifier(**how)
    with pytest.raises(RefnetError) as caught:
        classifier.fit(X, Y)
    assert caught.value.field == field
    assert str(caught.value).startswith(f"{field}: ")
    assert words in str(caught.value)


def test_unfit_data_are_refused() -> None:
    with pytest.raises(RefnetError, match="y: expected at least two classes, got 1 class"):
        RefnetClassifier(**SMALL).fit(X, np.ones(90))
    with pytest.raises(RefnetError, match="model: expected 2 outputs, those of y, got 3"):
        RefnetRegressor(model=lambda: build(3, 3)).fit(X, np.c_[LINE, LINE])
    with pytest.raises(RefnetError, match="sample_weight: expected weights of at least 0"):
        RefnetRegressor(**SMALL).fit(X, LINE, -np.ones(90))


# Processes


def test_workers_share_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    before = refnet.threads()
    try:
        monkeypatch.setattr("refnet.sklearn.threads.usable_cores", lambda: 4)
        monkeypatch.delenv("REFNET_THREADS", raising=False)
        for chosen, limit, expected in ((4, "1", 1), (4, "8", 4), (3, "1", 3), (4, "x", 4)):
            refnet.set_threads(chosen)
            monkeypatch.setenv("OMP_NUM_THREADS", limit)
            limit_threads()
            assert refnet.threads() == expected
    finally:
        refnet.set_threads(before)


def test_refnet_alone_does_not_import_scikit_learn() -> None:
    code = "import refnet, sys; assert 'sklearn' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_scikit_learn_the_extra_is_named() -> None:
    code = "import sys; sys.modules['sklearn'] = None; import refnet.sklearn"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "refnet.sklearn needs scikit-learn" in run.stderr
    assert "pip install 'refnet[sklearn]'" in run.stderr
