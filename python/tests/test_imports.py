"""refnet's own modules under other names."""

import importlib
import subprocess
import sys

import pytest

import refnet
from refnet.errors import RefnetError

INSTALLED = """
import sys, types
import refnet

other = types.ModuleType("keras")
sys.modules["keras"] = other
try:
    refnet.install_as_keras()
except refnet.RefnetError as error:
    assert (error.code, error.field) == ("wrong_type", "keras")
    assert "python -m refnet.run" in str(error)
else:
    raise AssertionError("another keras was accepted")
import keras
assert keras is other
del sys.modules["keras"], keras
refnet.install_as_keras()
refnet.install_as_keras()
from keras.callbacks import EarlyStopping
import keras.metrics, tensorflow as tf
from tensorflow.random import set_seed
import pickle
assert keras.metrics is refnet.metrics is tf.keras.metrics
assert EarlyStopping is refnet.callbacks.EarlyStopping
assert pickle.loads(pickle.dumps(keras.layers.Dense(2))).units == 2
for name, words in {
    "tensorflow.python.keras": "python; ",
    "tensorflow.keras.applications.vgg16": "applications; ",
}.items():
    try:
        __import__(name)
    except ImportError as error:
        assert isinstance(error, refnet.RefnetError), name
        assert f"there is no {words}" in str(error), error
    else:
        raise AssertionError(name)
from keras.layers.core import Dense
from keras.utils import np_utils
import keras.utils.np_utils
import scikeras.wrappers
from tensorflow.keras.wrappers.scikit_learn import KerasClassifier
assert Dense is keras.layers.Dense and np_utils is keras.utils
assert KerasClassifier is scikeras.wrappers.KerasClassifier is refnet.sklearn.KerasClassifier
assert tf.reduce_mean(tf.zeros((2, 3))).numpy() == 0.0 == tf.math.reduce_std([1.0, 1.0])
assert tf.optimizers is keras.optimizers and tf.version.VERSION == tf.__version__
try:
    import keras.nothing
except ModuleNotFoundError as error:
    assert str(error) == "No module named 'keras.nothing'", error
for name in ("Variable", "GradientTape", "data"):
    assert not hasattr(tf, name)
modules = [each for each in sys.modules.values() if getattr(each, "__file__", None)]
files = [each.__file__ for each in {id(each): each for each in modules}.values()]
own = [each for each in files if "/refnet/" in each]
assert len(own) == len(set(own)), "a module was loaded twice"
"""


def test_refnet_as_keras() -> None:
    """In a process of its own, because it changes what names mean."""
    done = subprocess.run([sys.executable, "-c", INSTALLED], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_refnet_as_tensorflow() -> None:
    assert refnet.keras is refnet
    assert importlib.import_module("refnet.keras.layers") is refnet.layers
    assert importlib.import_module("refnet.keras.optimizers.schedules").CosineDecay
    assert refnet.nn.relu is refnet.activations.relu
    assert refnet.__spec__ is not None
    assert refnet.__spec__.name == "refnet"


@pytest.mark.parametrize("name", ["refnet.tree", "refnet.applications.vgg16", "refnet.layers.core"])
def test_modules_that_are_not_there(name: str) -> None:
    with pytest.raises(ImportError, match=r"there is no (tree|applications|core); ") as caught:
        __import__(name)
    assert isinstance(caught.value, RefnetError)
    with pytest.raises(ModuleNotFoundError, match=r"^No module named 'refnet\.nothing'$"):
        __import__("refnet.nothing")
