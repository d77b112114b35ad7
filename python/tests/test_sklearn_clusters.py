"""The same bits on local clusters of Dask and Ray, through joblib, at any number of workers.

`make check-clusters` installs both in build/clusters and runs this; they take 300 MB, so that
`make test` skips what is missing. joblib's own processes are in test_sklearn.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import joblib
import numpy as np
import pytest
from sklearn.model_selection import GridSearchCV, cross_validate

from refnet import Input, Sequential
from refnet.layers import Dense
from refnet.sklearn import RefnetClassifier

pytestmark = pytest.mark.filterwarnings("default")  # those of the clusters are not refnet's
NAMES = {"dask": "distributed", "ray": "ray"}
RANDOM = np.random.RandomState(0)
X = RANDOM.normal(size=(200, 8))
Y = np.array(["low", "middle", "high"])[(X[:, 0] > 0).astype(int) + (X[:, 1] > 0.5)]


@contextmanager
def dask_cluster(workers: int, folder: str) -> Iterator[None]:
    """Run joblib on a cluster of processes with one thread each."""
    distributed: Any = pytest.importorskip("distributed")
    how = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    cluster = distributed.LocalCluster(**how, processes=True, local_directory=folder)
    with cluster, distributed.Client(cluster), joblib.parallel_config("dask", n_jobs=-1):
        yield


@contextmanager
def ray_cluster(workers: int, folder: str) -> Iterator[None]:
    """Run joblib on actors of Ray, each a process."""
    ray: Any = pytest.importorskip("ray")
    register: Any = pytest.importorskip("ray.util.joblib")
    register.register_ray()
    ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False, _temp_dir=folder)
    try:
        with joblib.parallel_config("ray", n_jobs=-1):
            yield
    finally:
        ray.shutdown()


CLUSTERS = {"dask": dask_cluster, "ray": ray_cluster}


def digests() -> list[str]:
    """Return the weights of four folds, and of the best network of a grid search."""
    classifier = RefnetClassifier((16,), epochs=3, random_state=1)
    folds = cross_validate(classifier, X, Y, cv=4, return_estimator=True)

    def build(n: int, k: int, units: int) -> Sequential:  # workers cannot import this module
        return Sequential([Input((n,)), Dense(units, "tanh"), Dense(k, "softmax")])

    built = RefnetClassifier(model=build, model__units=3, epochs=2, random_state=1)
    best = GridSearchCV(built, {"model__units": [2, 5]}, cv=2).fit(X, Y).best_estimator_
    return [each.model_.weights_sha256() for each in (*folds["estimator"], best)]


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("name", CLUSTERS)
def test_a_cluster_gives_the_same_bits(name: str, workers: int) -> None:
    package = NAMES[name]
    pytest.importorskip(package, reason=f"{package} is missing: make check-clusters installs it")
    expected = digests()

    def process_and_threads() -> tuple[int, int]:
        import refnet.sklearn  # may be new to the worker

        return os.getpid(), refnet.threads()

    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        CLUSTERS[name](workers, folder),
    ):
        assert digests() == expected
        if workers > 1:
            pairs = joblib.Parallel()(joblib.delayed(process_and_threads)() for _ in range(6))
            assert os.getpid() not in {process for process, _ in pairs}
            assert {threads for _, threads in pairs} == {1}
