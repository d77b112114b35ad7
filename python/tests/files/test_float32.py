"""dtype="float32" in files: tensors of float32, and runs that continue to the bit."""

import base64
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load, save
from support.float32 import (
    SMALL,
    bits,
    check_state,
    data,
    expected_run,
    fit,
    new_model,
    state_of,
    weights_of,
)
from support.optimizers import OPTIMIZERS

import refnet
from refnet import RefnetError, optimizers
from refnet.conformance.process import PortProcess

Ports = dict[str, PortProcess]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.refnet"


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("shuffle", [True, False])
def test_a_saved_run_continues_to_the_bit(name: str, shuffle: bool, path: Path) -> None:
    case = replace(SMALL, optimizer=OPTIMIZERS[name], shuffle=shuffle, epochs=3)
    model = new_model(case)
    losses = fit(model, case, epochs=1)["loss"]
    model.save(path, include_optimizer=True)
    loaded = refnet.load(path)
    assert (loaded.dtype, loaded.epochs) == ("float32", 1)
    assert state_of(loaded) == state_of(model)
    losses += fit(loaded, case, epochs=3, initial_epoch=1)["loss"]
    wanted = expected_run(case)
    assert losses == [float(loss) for loss in wanted.losses]
    check_state(loaded, wanted.layers, wanted.state)


def test_a_file_has_tensors_of_float32(path: Path) -> None:
    model = new_model(SMALL)
    fit(model, SMALL)
    model.save(path)
    content = path.read_bytes()
    tensors = load(content)
    assert {array.dtype for array in tensors.values()} == {np.dtype(np.float32)}
    parts = [f"layers.{i}.{part}" for i in range(3) for part in ("kernel", "bias")]
    assert sorted(tensors) == sorted(parts)
    for name, array in zip(parts, model.get_weights(), strict=True):
        assert bits(tensors[name]) == bits(array)
    head = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    assert {told["dtype"] for name, told in head.items() if name[0] != "_"} == {"F32"}
    loaded = refnet.load(path)
    assert weights_of(loaded) == weights_of(model)
    x = data(SMALL).more_x
    assert bits(loaded.predict(x)) == bits(model.predict(x))
    loaded.save(path)
    assert path.read_bytes() == content


def test_the_optimizers_state_is_saved_as_float32(path: Path) -> None:
    case = replace(SMALL, optimizer=optimizers.Adam(0.01))
    model = new_model(case)
    fit(model, case)
    model.save(path, include_optimizer=True)
    content = path.read_bytes()
    tensors = load(content)
    for name, values in zip(("momenta", "squares"), expected_run(case).state, strict=False):
        assert bits(tensors[f"optimizer.{name}"]) == bits(values)
    refnet.load(path).save(path, include_optimizer=True)
    assert path.read_bytes() == content


def test_no_other_port_reads_a_file_of_float32(running_ports: Ports, path: Path) -> None:
    model = new_model(SMALL)
    model.save(path)
    request = {
        "id": 1,
        "experiment": "predict",
        "model": base64.b64encode(path.read_bytes()).decode(),
        "inputs": data(SMALL).more_x.tolist(),
    }
    for name, port in running_ports.items():
        error = json.loads(port.ask(json.dumps(request)))["error"]
        assert (error["code"], error["field"]) == ("bad_file", "model"), name
        assert "layers.0.kernel is F32, expected F64" in error["message"], name


def test_the_python_backend_refuses_the_file(path: Path) -> None:
    new_model(SMALL).save(path)
    with pytest.raises(RefnetError, match=r'^dtype: there is no "float32"') as caught:
        refnet.load(path, backend="python")
    assert (caught.value.code, caught.value.field) == ("unknown_name", "dtype")


@pytest.mark.parametrize("name", ["layers.0.bias", "layers.1.kernel", "optimizer.momenta"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_file_with_both_dtypes_is_a_bad_file(name: str, dtype: str, path: Path) -> None:
    model = new_model(SMALL, dtype)
    model.save(path, include_optimizer=True)
    content = path.read_bytes()
    head = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    tensors = load(content)
    kinds = {"float32": ("F64", "F32", np.float64), "float64": ("F32", "F64", np.float32)}
    got, expected, other = kinds[dtype]
    tensors[name] = tensors[name].astype(other)
    path.write_bytes(save(tensors, head["__metadata__"]))
    with pytest.raises(RefnetError, match=f"{name} is {got}, expected {expected}") as caught:
        refnet.load(path)
    assert caught.value.code == "bad_file"


def test_infinite_weights_of_float32_are_a_bad_file(path: Path) -> None:
    new_model(SMALL).save(path)
    content = path.read_bytes()
    head = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    for value in (np.inf, np.nan):
        tensors = load(content)
        tensors["layers.1.kernel"][2, 3] = value
        path.write_bytes(save(tensors, head["__metadata__"]))
        with pytest.raises(RefnetError, match=r"layers\.1\.kernel has numbers that are infinite"):
            refnet.load(path)
