"""The tables of Keras's names are true, and the page about Keras has them."""

import importlib
import pickle
from pathlib import Path
from types import ModuleType

import pytest

import refnet
from refnet import keras_names
from refnet.errors import RefnetError
from refnet.keras_names import TABLES, MissingImport, missing
from refnet.keras_names.table import Namespace

PAGE = (Path(__file__).parents[3] / "docs" / "keras.md").read_text(encoding="utf-8")


def module_of(namespace: str) -> ModuleType | None:
    """Return the module of refnet for a namespace of Keras; None if there is none."""
    if namespace.rpartition(".")[2] in keras_names.NAMESPACES:
        return None
    return importlib.import_module(namespace.replace("keras", "refnet", 1))


@pytest.mark.parametrize("namespace", TABLES)
def test_the_names_of_a_namespace(namespace: str) -> None:
    table = TABLES[namespace]
    module = module_of(namespace)
    there = {*table.here, *table.different}
    assert [name for name in there if not hasattr(module, name)] == []
    assert [name for name in (*table.missing, *table.older) if hasattr(module, name)] == []
    names = [*table.here, *table.different, *table.missing, *table.older]
    assert len(set(names)) == len(names)
    for name in [*table.missing, *table.older]:
        if module is not None:
            with pytest.raises(RefnetError, match=f": there is no {name}; ") as caught:
                getattr(module, name)
            assert isinstance(caught.value, AttributeError)


@pytest.mark.parametrize("namespace", TABLES)
def test_the_page_has_all_names(namespace: str) -> None:
    section = PAGE.split(f"\n### {namespace}\n")[1].split("\n## ")[0].split("\n### ")[0]
    table = TABLES[namespace]
    names = [*table.here, *table.different, *table.missing]
    assert [name for name in names if f"`{name}`" not in section] == []
    notes = [*table.different.values(), *table.missing.values()]
    assert [note for note in notes if f"| {note} |" not in section] == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("from refnet import PReLU", "refnet: there is no PReLU; use LeakyReLU"),
        ("from refnet.metrics import AUC, F1Score", "metrics: there is no F1Score; use Prec"),
        ("from refnet.optimizers.schedules import CosineDecayRestarts", "use CosineDecay, or"),
        ("from refnet.backend import get_session", "backend: there is no get_session; refnet has"),
        ("from refnet.nn import relu, relu6", "nn: there is no relu6; use relu"),
        ("from refnet.random import normal", "random: there is no normal; use NumPy"),
        ("from refnet.utils import Progbar", "utils: there is no Progbar; use tqdm"),
    ],
)
def test_import_statements(statement: str, words: str) -> None:
    with pytest.raises(MissingImport) as caught:
        exec(statement)
    assert words in str(caught.value)
    assert str(caught.value).endswith("(docs/keras.md lists what there is)")
    assert caught.value.code == "unknown_name"
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_names_that_are_not_keras_s() -> None:
    with pytest.raises(ImportError, match=r"^cannot import name 'Foo' from 'refnet.metrics'"):
        exec("from refnet.metrics import Foo")
    with pytest.raises(AttributeError, match=r"^module 'refnet\.losses' has no attribute 'foo'$"):
        _ = refnet.losses.foo  # type: ignore[attr-defined]
    assert type(missing("refnet.losses", "foo")) is AttributeError


def test_what_a_table_says() -> None:
    table = Namespace(missing={"a": "use b"}, older={"c": "use d"})
    assert [table.instead_of(name) for name in "ace"] == ["use b", "use d", None]


@pytest.mark.parametrize(
    ("argument", "name", "advice"),
    [
        ("loss", "cosine_similarity", "; scale the rows to the length 1"),
        ("loss", "CategoricalHinge", "; use Hinge for two classes"),
        ("metrics", "f1_score", "; use Precision and Recall"),
        ("optimizer", "Ftrl", "; use Adagrad"),
    ],
)
def test_strings_of_keras_are_refused_with_advice(argument: str, name: str, advice: str) -> None:
    model = refnet.Sequential([refnet.Dense(1)])
    given = {"optimizer": "sgd", "loss": "mse", argument: [name] if argument == "metrics" else name}
    with pytest.raises(RefnetError) as caught:
        model.compile(**given)  # type: ignore[arg-type]
    assert f'there is no "{name}"' in str(caught.value) or name == "Ftrl"
    assert advice in str(caught.value)
    with pytest.raises(RefnetError, match=r'"relu6".*; use relu, which has no upper bound$'):
        refnet.Dense(1, "relu6")
    with pytest.raises(RefnetError, match=r'"orthogonal_regularizer".*; use L2'):
        refnet.Dense(1, kernel_regularizer="orthogonal_regularizer")


def test_layers_of_a_user_are_refused() -> None:
    with pytest.raises(RefnetError, match=r"^layers: expected no call in class Mine, because"):

        class Mine(refnet.layers.Layer):
            def call(self, x: object) -> object:
                return x
