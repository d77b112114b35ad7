"""The data sets: their contents, how they are split, and which files are refused."""

import functools
import gzip
import hashlib
import http.server
import importlib
import socket
import sys
import threading
import tracemalloc
import urllib.error
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.idx import idx

from refnet import RefnetError
from refnet.datasets import digits, fashion_mnist

pooch = importlib.import_module("pooch")
requests = importlib.import_module("requests")

NAMES = list(fashion_mnist.FILES)
RANDOM = np.random.RandomState(7)
X_TRAIN = RANDOM.randint(0, 256, (12, 28, 28)).astype(np.uint8)
Y_TRAIN = RANDOM.randint(0, 10, 12).astype(np.uint8)
X_TEST = RANDOM.randint(0, 256, (5, 28, 28)).astype(np.uint8)
Y_TEST = np.array([9, 0, 3, 3, 1], np.uint8)


def contents() -> dict[str, bytes]:
    """Return a small Fashion-MNIST: its four files by name, unpacked and without .gz."""
    arrays = (X_TRAIN, Y_TRAIN, X_TEST, Y_TEST)
    return {name.removesuffix(".gz"): idx(array) for name, array in zip(NAMES, arrays, strict=True)}


def write(folder: Path, files: dict[str, bytes], gzipped: tuple[str, ...] = ()) -> None:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        if name in gzipped:
            (folder / f"{name}.gz").write_bytes(gzip.compress(content))
        else:
            (folder / name).write_bytes(content)


def check_small(loaded: Any) -> None:
    (x_train, y_train), (x_test, y_test) = loaded
    expected = (X_TRAIN, Y_TRAIN, X_TEST, Y_TEST)
    for array, wanted in zip((x_train, y_train, x_test, y_test), expected, strict=True):
        assert array.dtype == np.uint8
        assert array.shape == wanted.shape
        assert array.tobytes() == wanted.tobytes()
        assert array.flags.writeable


def refusal(folder: Path) -> RefnetError:
    with pytest.raises(RefnetError) as caught:
        fashion_mnist.load_data(folder)
    assert caught.value.code == "bad_file"
    assert str(caught.value).startswith(f"{caught.value.field}: ")
    assert "\n" not in str(caught.value)
    return caught.value


# Fashion-MNIST from a folder.


@pytest.mark.parametrize("zipped", range(16))
def test_each_file_may_be_gzipped_or_not(zipped: int, tmp_path: Path) -> None:
    files = contents()
    write(tmp_path, files, tuple(name for i, name in enumerate(files) if zipped >> i & 1))
    check_small(fashion_mnist.load_data(tmp_path))
    check_small(fashion_mnist.load_data(path=str(tmp_path)))


def test_all_60000_images_in_pieces(tmp_path: Path) -> None:
    x = np.arange(60_000 * 784, dtype=np.uint32).astype(np.uint8).reshape(60_000, 28, 28)
    y = np.arange(60_000, dtype=np.uint32).astype(np.uint8) % 10
    files = dict(zip(contents(), map(idx, (x, y, x[:10_000], y[:10_000])), strict=True))
    write(tmp_path, files)
    (x_train, y_train), (x_test, y_test) = fashion_mnist.load_data(tmp_path)
    assert np.array_equal(x_train, x)
    assert np.array_equal(y_train, y)
    assert np.array_equal(x_test, x[:10_000])
    assert np.array_equal(y_test, y[:10_000])


def test_if_both_are_there_the_gzipped_file_is_read(tmp_path: Path) -> None:
    files = contents()
    write(tmp_path, files, tuple(files))
    write(tmp_path, dict.fromkeys(files, b"not read"))
    check_small(fashion_mnist.load_data(tmp_path))


@pytest.mark.parametrize(
    ("place", "content", "words"),
    [
        (0, b"", "expected it to start with 00 00 08 03, got "),
        (0, b"\0\0\x08", "got 00 00 08"),
        (0, idx(X_TRAIN, start=b"\0\x01\x08\x03"), "got 00 01 08 03"),
        (0, idx(X_TRAIN, start=b"\0\0\x0d\x03"), "got 00 00 0d 03"),
        (0, idx(X_TRAIN, start=b"\0\0\x07\x03"), "got 00 00 07 03"),
        (0, idx(X_TRAIN.reshape(12, 784)), "got 00 00 08 02"),
        (0, gzip.compress(idx(X_TRAIN)), "got 1f 8b"),
        (1, idx(X_TRAIN), "expected it to start with 00 00 08 01, got 00 00 08 03"),
        (0, idx(X_TRAIN)[:4], "expected 3 sizes, got 0 bytes"),
        (0, idx(X_TRAIN)[:15], "expected 3 sizes, got 11 bytes"),
        (0, idx(X_TRAIN.reshape(12, 14, 56)), "images of 28 x 28 pixels, got 14 x 56"),
        (0, idx(X_TRAIN, sizes=(12, 28, 2**32 - 1)), "got 28 x 4294967295"),
        (0, idx(X_TRAIN[:0]), "expected 1 to 60000 examples, got 0"),
        (2, idx(X_TEST, sizes=(10_001, 28, 28)), "expected 1 to 10000 examples, got 10001"),
        (1, idx(Y_TRAIN, sizes=(2**32 - 1,)), "expected 1 to 60000 examples, got 4294967295"),
        (0, idx(X_TRAIN, sizes=(60_000, 28, 28)), "expected 47040000 bytes of data, as its"),
        (0, idx(X_TRAIN)[:-1], "expected 9408 bytes of data, as its sizes say, got 9407"),
        (0, idx(X_TRAIN) + b"\0", "expected 9408 bytes of data, as its sizes say, got more"),
        (1, idx(Y_TRAIN)[:8], "expected 12 bytes of data, as its sizes say, got 0"),
        (1, idx(Y_TRAIN[:11]), "expected 12 labels, one for each image, got 11"),
        (3, idx(Y_TEST[:4]), "expected 5 labels, one for each image, got 4"),
        (3, idx(np.array([9, 0, 10, 255, 1], np.uint8)), "label 2 is 10, expected 0 to 9"),
    ],
)
@pytest.mark.parametrize("zipped", [False, True])
def test_inconsistent_files_are_refused(
    place: int, content: bytes, words: str, zipped: bool, tmp_path: Path
) -> None:
    files = contents()
    name = list(files)[place]
    files[name] = content
    write(tmp_path, files, (name,) if zipped else ())
    error = refusal(tmp_path)
    assert error.field == (f"{name}.gz" if zipped else name)
    assert words in error.message


@pytest.mark.parametrize(
    "harm",
    [
        lambda content: b"",
        lambda content: b"no gzip file",
        lambda content: content[:-8] + bytes(4) + content[-4:],  # another checksum
        lambda content: content[:-4] + bytes(4),  # another length
        lambda content: content + b"behind it",
        lambda content: content[:10] + b"\xff" * 20 + content[30:],  # data that cannot be unpacked
        lambda content: content[:2] + b"\x07" + content[3:],  # another method
    ],
    ids=["empty", "none", "checksum", "length", "more", "data", "method"],
)
def test_broken_gzip_files_are_refused(harm: Callable[[bytes], bytes], tmp_path: Path) -> None:
    files = contents()
    name = "train-labels-idx1-ubyte"
    write(tmp_path, files, (name,))
    place = tmp_path / f"{name}.gz"
    place.write_bytes(harm(place.read_bytes()))
    assert refusal(tmp_path).field == place.name


def test_files_that_end_early(tmp_path: Path) -> None:
    write(tmp_path, contents(), tuple(contents()))
    place = tmp_path / "t10k-labels-idx1-ubyte.gz"
    whole = place.read_bytes()
    for length in range(len(whole)):
        place.write_bytes(whole[:length])
        assert refusal(tmp_path).field == place.name


def test_every_flipped_byte_is_detected(tmp_path: Path) -> None:
    write(tmp_path, contents(), tuple(contents()))
    place = tmp_path / "t10k-labels-idx1-ubyte.gz"
    whole = place.read_bytes()
    for position in range(len(whole)):
        for flip in (0x01, 0x10, 0xFF):
            changed = bytearray(whole)
            changed[position] ^= flip
            place.write_bytes(changed)
            try:
                loaded = fashion_mnist.load_data(tmp_path)
            except RefnetError:
                assert refusal(tmp_path).field == place.name
            else:
                check_small(loaded)  # some bytes, such as those of the packing time, are arbitrary


@pytest.mark.parametrize("zipped", [False, True])
def test_memory_is_allocated_for_what_is_there(zipped: bool, tmp_path: Path) -> None:
    files = contents()
    name = "train-images-idx3-ubyte"
    files[name] = idx(X_TRAIN, sizes=(60_000, 28, 28))  # claims 47 MB and has 9 KB
    write(tmp_path, files, (name,) if zipped else ())
    assert peak(tmp_path) < 5e6


def test_a_file_that_unpacks_to_much_more_is_not_unpacked(tmp_path: Path) -> None:
    files = contents()
    name = "train-images-idx3-ubyte"
    files[name] += bytes(100_000_000)
    write(tmp_path, files, (name,))
    assert (tmp_path / f"{name}.gz").stat().st_size < 200_000
    del files
    assert peak(tmp_path) < 5e6


def peak(folder: Path) -> int:
    """Return the peak memory of refusing a folder, in bytes."""
    tracemalloc.start()
    try:
        assert "bytes of data" in refusal(folder).message
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_files_that_are_missing(tmp_path: Path) -> None:
    files = contents()
    del files["t10k-images-idx3-ubyte"]
    write(tmp_path, files)
    (tmp_path / "t10k-images-idx3-ubyte").mkdir()  # a folder is not a file
    with pytest.raises(FileNotFoundError) as caught:
        fashion_mnist.load_data(tmp_path)
    assert str(caught.value) == (
        f"fashion_mnist: expected t10k-images-idx3-ubyte.gz, with or without .gz, in {tmp_path}: "
        f"get them from {fashion_mnist.ADDRESS}"
    )
    with pytest.raises(FileNotFoundError, match=", ".join(NAMES)):
        fashion_mnist.load_data(tmp_path / "nowhere")


# Fashion-MNIST by download.


@pytest.fixture
def cache(user_cache: Path) -> Path:
    """The folder of the user's cache for these files."""
    return user_cache / "fashion-mnist"


@pytest.fixture
def served(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A small Fashion-MNIST on a local server; the paths that were requested."""
    folder = tmp_path / "served"
    write(folder, contents(), tuple(contents()))
    sums = {name: hashlib.md5((folder / name).read_bytes()).hexdigest() for name in NAMES}
    asked: list[str] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: Any) -> None:
            asked.append(self.path)

    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        monkeypatch.setattr(fashion_mnist, "FILES", sums)
        monkeypatch.setattr(
            fashion_mnist, "ADDRESS", f"http://127.0.0.1:{server.server_address[1]}/"
        )
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield asked
        server.shutdown()


def check_line(caught: pytest.ExceptionInfo[OSError], cache: Path) -> str:
    """Check that an error is one line that says what to do."""
    message = str(caught.value)
    assert "\n" not in message
    wanted = (*NAMES, fashion_mnist.ADDRESS, str(cache), 'fashion_mnist.load_data(path="...")')
    assert all(each in message for each in wanted)
    assert caught.value.__cause__ is not None
    return message


def test_files_are_downloaded_once(
    served: list[str], cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check_small(fashion_mnist.load_data())
    assert served == [f"/{name}" for name in NAMES]
    assert sorted(path.name for path in cache.iterdir()) == sorted(NAMES)
    assert "100%" in capsys.readouterr().err  # the progress bar
    check_small(fashion_mnist.load_data())
    assert len(served) == len(NAMES)
    assert capsys.readouterr() == ("", "")


def test_a_damaged_cache_is_downloaded_again(served: list[str], cache: Path) -> None:
    fashion_mnist.load_data()
    (cache / NAMES[2]).write_bytes(b"damaged")
    (cache / NAMES[0].removesuffix(".gz")).write_bytes(b"not checked, so not read")
    check_small(fashion_mnist.load_data())
    assert served[4:] == [f"/{NAMES[2]}"]


def test_files_put_into_the_cache_by_hand(served: list[str], cache: Path) -> None:
    cache.mkdir(parents=True)
    write(cache, contents(), tuple(contents()))
    check_small(fashion_mnist.load_data())
    assert served == []


def test_a_file_with_another_sum_is_refused(served: list[str], cache: Path, tmp_path: Path) -> None:
    (tmp_path / "served" / NAMES[1]).write_bytes(gzip.compress(idx(Y_TEST)))
    with pytest.raises(OSError, match=f"cannot download {NAMES[1]}: ") as caught:
        fashion_mnist.load_data()
    assert "hash" in check_line(caught, cache)
    assert [path.name for path in cache.iterdir()] == [NAMES[0]]


def test_a_file_that_the_server_lacks(served: list[str], cache: Path, tmp_path: Path) -> None:
    (tmp_path / "served" / NAMES[3]).unlink()
    with pytest.raises(OSError, match=f"cannot download {NAMES[3]}: ") as caught:
        fashion_mnist.load_data()
    assert "404" in check_line(caught, cache)
    cause: Any = caught.value.__cause__
    cause.response.close()  # pooch leaves it open


def test_nobody_answers(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # without listening
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        monkeypatch.setattr(fashion_mnist, "ADDRESS", address)
        with pytest.raises(OSError, match=f"cannot download {NAMES[0]}: ") as caught:
            fashion_mnist.load_data()
    check_line(caught, cache)


@pytest.mark.parametrize(
    "error",
    [
        requests.exceptions.ConnectionError("no\nroute"),
        requests.exceptions.ReadTimeout("too slow"),
        requests.exceptions.ChunkedEncodingError("broken off"),
        urllib.error.URLError("no name"),
        PermissionError(13, "Permission denied"),
        TimeoutError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_no_network(cache: Path, monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    def retrieve(*arguments: Any, **options: Any) -> str:
        raise error

    monkeypatch.setattr(pooch, "retrieve", retrieve)
    with pytest.raises(OSError, match="cannot download") as caught:
        fashion_mnist.load_data()
    message = check_line(caught, cache)
    assert message.endswith(f"({' '.join(str(error).split()) or 'TimeoutError'})")


def test_the_names_that_are_downloaded(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, str, str]] = []

    def retrieve(url: str, known_hash: str, fname: str, path: Path, progressbar: bool) -> str:
        assert progressbar
        calls.append((url, known_hash, fname))
        path.mkdir(parents=True, exist_ok=True)
        (path / fname).write_bytes(gzip.compress(contents()[fname.removesuffix(".gz")]))
        return str(path / fname)

    monkeypatch.setattr(pooch, "retrieve", retrieve)
    check_small(fashion_mnist.load_data())
    address = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
    assert calls == [
        (f"{address}{name}", f"md5:{md5}", name)
        for name, md5 in [
            ("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
            ("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
            ("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
            ("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"),
        ]
    ]


# Without the extra.


@pytest.mark.parametrize(
    ("module", "package", "load"),
    [
        ("sklearn.datasets", "scikit-learn", digits.load_data),
        ("pooch", "pooch", fashion_mnist.load_data),
        ("tqdm", "tqdm", fashion_mnist.load_data),
    ],
)
def test_without_the_extra(
    module: str, package: str, load: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError) as caught:
        load()
    assert str(caught.value) == (f"refnet.datasets needs {package}: pip install 'refnet[datasets]'")


def test_a_folder_needs_no_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("sklearn", "pooch", "tqdm"):
        monkeypatch.setitem(sys.modules, module, None)
    write(tmp_path, contents())
    check_small(fashion_mnist.load_data(tmp_path))
