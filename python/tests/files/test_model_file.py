"""Files that are not models, and files that are written atomically."""

import json
import os
import random
import resource
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.saved_model import check_bad_file, fit, new_model, saved_training

import refnet
from refnet import RefnetError


def header(tensors: dict[str, Any], size: int) -> bytes:
    """Return a file with one weight and these tensors; size: of their data in bytes."""
    layers = [{"units": 1, "activation": "linear", "bias": False}]
    metadata = {"refnet": json.dumps({"version": 1, "layers": layers})}
    kernel = {"dtype": "F64", "shape": [1, 1], "data_offsets": [0, 8]}
    text = json.dumps({"__metadata__": metadata, "layers.0.kernel": kernel, **tensors}).encode()
    return struct.pack("<Q", len(text)) + text + bytes(8 + size)


def test_other_tensors_are_ignored(path: Path) -> None:
    others = {"other": {"dtype": "BF16", "shape": [2], "data_offsets": [8, 12]}}
    path.write_bytes(header(others, 4))
    assert refnet.load(path).predict([[2.0]]).tolist() == [[0.0]]


@pytest.mark.parametrize("shape", [[0, 2**62], [1] * 65], ids=["2^62_columns", "65_dimensions"])
def test_other_tensors_may_have_any_shape(shape: list[int], path: Path) -> None:
    end = 8 if 0 in shape else 16
    others = {"other": {"dtype": "F64", "shape": shape, "data_offsets": [8, end]}}
    path.write_bytes(header(others, end - 8))
    assert refnet.load(path).predict([[2.0]]).tolist() == [[0.0]]


def test_a_truncated_file_is_a_bad_file(path: Path) -> None:
    content = saved_training(path, lambda file: None).read_bytes()
    for length in [*range(0, len(content), 7), len(content) - 1]:
        path.write_bytes(content[:length])
        with pytest.raises(RefnetError) as caught:
            refnet.load(path)
        assert caught.value.code == "bad_file", length
    path.write_bytes(content + b"\0")
    check_bad_file(path)
    path.write_text("epoch,loss\n1,0.5\n")
    check_bad_file(path)


def test_changed_bytes_are_read_or_refused_with_bad_file(path: Path) -> None:
    content = saved_training(path, lambda file: None).read_bytes()
    end = 8 + int.from_bytes(content[:8], "little")
    chance = random.Random(12)
    refused = read = 0
    for _ in range(1500):
        changed = bytearray(content)
        for _ in range(chance.randint(1, 3)):
            changed[chance.randrange(end)] = chance.randrange(256)
        path.write_bytes(changed)
        try:
            refnet.load(path)
        except RefnetError as error:
            refused += error.code == "bad_file"
        else:
            read += 1
    assert refused > 1000
    assert refused + read == 1500


def test_files_that_do_not_exist_or_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        refnet.load(tmp_path / "nowhere")
    with pytest.raises(RefnetError, match=r"it is a folder; a model is a file .keras, .h5 or"):
        refnet.load(tmp_path)
    with pytest.raises(RefnetError, match='there is no "rust", only c, python'):
        refnet.load(saved_training(tmp_path / "model", lambda file: None), backend="rust")


def no_space(*arguments: Any) -> None:
    raise OSError(28, "No space left on device")


def pressed(*arguments: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("failure", [no_space, pressed])
@pytest.mark.parametrize("function", ["replace", "fsync"])
def test_a_write_that_fails_leaves_the_old_file(
    function: str, failure: Callable[..., None], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = new_model()
    model.save(path)
    content = path.read_bytes()
    fit(model)
    with monkeypatch.context() as patch:
        patch.setattr(os, function, failure)
        with pytest.raises((OSError, KeyboardInterrupt)):
            model.save(path, include_optimizer=True)
        with pytest.raises((OSError, KeyboardInterrupt)):
            model.save(path.with_name("other"))
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == content
    model.save(path)
    assert path.read_bytes() != content


def test_a_file_is_flushed_before_it_is_renamed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(number: int) -> None:
        calls.append(f"fsync {os.fstat(number).st_size}")
        fsync(number)

    def noted_replace(here: Any, there: Any) -> None:
        assert Path(here).parent == Path(there).parent
        calls.append(f"replace {Path(here).stat().st_size}")
        replace(here, there)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    new_model().save(path)
    size = path.stat().st_size
    assert calls[:2] == [f"fsync {size}", f"replace {size}"]


def test_a_full_disk_leaves_the_old_file(path: Path) -> None:
    model = new_model()
    model.save(path)
    content = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            model.save(path, include_optimizer=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == content


def test_places_where_a_file_cannot_be(tmp_path: Path) -> None:
    model = new_model()
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "nowhere" / "model", tmp_path / "folder", tmp_path / "file" / "model"):
        with pytest.raises(OSError, match=place.name):
            model.save(place)
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["file", "folder"]


def test_an_error_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    place = tmp_path / "nowhere" / "model.refnet"
    with pytest.raises(FileNotFoundError) as caught:
        new_model().save(place)
    assert caught.value.filename == str(place)


def test_an_empty_name_is_refused() -> None:
    with pytest.raises((RefnetError, OSError)):
        new_model().save("")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to(path: Path) -> None:
    path.parent.chmod(0o500)
    try:
        with pytest.raises(PermissionError):
            new_model().save(path)
        assert list(path.parent.iterdir()) == []
    finally:
        path.parent.chmod(0o700)
