"""Tables of pandas: what they become, and what is said of columns that are no numbers."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from refnet import Dense, RefnetError, Sequential
from refnet.fit.frames import column_names, frame_numbers
from refnet.reference.checks import SPARSE

Array = NDArray[Any]
INDEX = [5, 3, 9]  # ignored: rows count from 0
FRAME = pd.DataFrame(
    {"age": [1, 2, 3], "fare": [0.5, 1.0, 2.0], "alone": [True, False, True]}, INDEX
)
NUMBERS = np.array([[1.0, 0.5, 1.0], [2.0, 1.0, 0.0], [3.0, 2.0, 1.0]])
NULLABLE = FRAME.astype({"age": "Int64", "fare": "Float64", "alone": "boolean"})
Y = pd.Series([0, 1, 1], [1, 2, 3])


def new_model(loss: str = "binary_crossentropy", units: int = 1) -> Sequential:
    model = Sequential([Dense(units, "sigmoid")], seed=1)
    model.compile("sgd", loss)
    return model


def trained(x: Any, y: Any) -> list[Any]:
    """Return what a model gives in fit, evaluate and predict."""
    model = new_model()
    history = model.fit(x, y, epochs=2, validation_data=(x, y), verbose=0).history
    return [history, model.evaluate(x, y), model.predict(x).tobytes(), model.weights_sha256()]


@pytest.mark.parametrize("x", [FRAME, NULLABLE, FRAME.astype(object).astype(float)])
@pytest.mark.parametrize("y", [Y, Y.astype("Int64"), Y.astype(bool), Y.to_frame()])
def test_a_table_gives_the_bits_of_its_numbers(x: Any, y: Any) -> None:
    before = x.copy()
    assert trained(x, y) == trained(NUMBERS, Y.to_numpy())
    pd.testing.assert_frame_equal(x, before)


def test_columns_are_read_by_place() -> None:
    twice = pd.DataFrame([[1, True], [2, False]], columns=["a", "a"])
    assert frame_numbers("x", "x", twice).tolist() == [[1.0, 1.0], [2.0, 0.0]]
    assert column_names(twice) is None
    assert column_names(NUMBERS) is None


def test_polars_where_it_is_installed() -> None:
    polars = pytest.importorskip("polars", reason="refnet's tests do not install polars")
    x = polars.DataFrame(FRAME.to_dict("list"))
    assert trained(x, polars.Series(Y.to_list())) == trained(NUMBERS, Y.to_numpy())
    with pytest.raises(RefnetError, match=r'x: .* text .* in column "age"; x.to_dummies\(\)'):
        new_model().predict(polars.DataFrame({"age": ["old"], "fare": [1.0]}))


DATES, MISSING = pd.to_datetime(["2020-01-01"] * 3), pd.array([True, None, True], "boolean")
PERIODS = pd.period_range("2020", periods=3, freq="D")
REFUSED: dict[str, tuple[Any, str, str]] = {
    "texts": (["a", "b", "c"], "wrong_type", "text 'a' in column \"new\"; pandas.get_dummies(x)"),
    "categories": (pd.Categorical(["a", "b", "a"]), "wrong_type", "the text 'a' in column \"new\""),
    "numbers": (["1", "2", "3"], "wrong_type", 'as texts in column "new"; x["new"].astype(float)'),
    "objects": (np.array([1, 2, 3], object), "wrong_type", 'numbers as objects in column "new"'),
    "dates": (DATES, "wrong_type", 'datetime64[us] in column "new"; leave the column out'),
    "periods": (PERIODS, "wrong_type", 'Period in column "new"; leave the column out'),
    "missing": ([1, np.nan, 3], "not_finite", 'a missing value in column "new"; dropna()'),
    "boolean": (MISSING, "not_finite", "x[1, 3]: expected a finite number, got a missing value"),
    "infinite": ([1, 2, np.inf], "not_finite", "x[2, 3]: expected a finite number, got inf in"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_column_without_numbers_is_named(case: str) -> None:
    values, code, words = REFUSED[case]
    x, model = FRAME.assign(new=values), new_model()
    with pytest.raises(RefnetError) as caught:
        model.fit(x, Y)
    assert (caught.value.code, caught.value.field) == (code, "x")
    assert words.replace("[us]", "") in str(caught.value).replace("[us]", "").replace("[ns]", "")
    assert model.columns is None


TEXTS = ["no", "yes", "yes"]


@pytest.mark.parametrize(
    "make", [list, pd.Series, pd.Categorical, lambda y: pd.DataFrame({"y": y})]
)
def test_text_classes_are_refused_with_what_numbers_them(make: Any) -> None:
    said = r"y: .* 'no' at \[0.*; .*np.unique\(y, return_inverse=True\)\[1\]"
    with pytest.raises(RefnetError, match=said):
        new_model().fit(FRAME, make(TEXTS))
    with pytest.raises(RefnetError, match=said):
        new_model(SPARSE, 2).fit(FRAME, make(TEXTS))


def test_text_classes_for_rows_are_refused_with_what_makes_rows() -> None:
    with pytest.raises(RefnetError, match=r"refnet.utils.to_categorical\(np.unique\(y, return"):
        new_model("categorical_crossentropy", 2).fit(FRAME, TEXTS)


def test_a_missing_target_is_named() -> None:
    with pytest.raises(RefnetError, match=r"y\[1\]: .* missing value; dropna") as caught:
        new_model().fit(FRAME, pd.Series([1, None, 0], dtype="Int64"))
    assert (caught.value.code, caught.value.field) == ("not_finite", "y")


def test_a_model_keeps_the_names_of_columns_and_their_order() -> None:
    model, turned = new_model(), FRAME[["alone", "fare", "age"]]
    model.fit(FRAME, Y, verbose=0)
    assert model.columns == ["age", "fare", "alone"]
    for call in (
        lambda: model.predict(turned),
        lambda: model.evaluate(turned, Y),
        lambda: model.fit(turned, Y),
        lambda: new_model().fit(FRAME, Y, validation_data=(turned, Y)),
    ):
        with pytest.raises(RefnetError, match=r'column 0 is "alone", not "age"; .*model.columns'):
            call()
    others = FRAME.rename(columns={"age": "years"})
    assert model.predict(others).tobytes() == model.predict(turned[model.columns]).tobytes()


class Tensor:
    """A tensor that NumPy cannot read, as one of Torch with gradients."""

    def __array__(self, *_: Any, **__: Any) -> Array:
        raise RuntimeError("Use tensor.detach().numpy() instead.\nMore.")


def test_a_tensor_that_numpy_cannot_read_says_why() -> None:
    with pytest.raises(RefnetError, match=r"x: expected an array, but Tensor says: Use .*ead\.$"):
        new_model().predict(Tensor())
