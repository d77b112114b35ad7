"""Where a data set's file is looked for, and what is said if it is nowhere."""

import functools
import hashlib
import http.server
import importlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.data_files import write_houses

from refnet import RefnetError
from refnet.datasets import (
    boston_housing,
    california_housing,
    cifar10,
    cifar100,
    downloads,
    fashion_mnist,
    imdb,
    mnist,
    reuters,
)
from refnet.datasets.downloads import Download, find_file

pooch = importlib.import_module("pooch")
requests = importlib.import_module("requests")


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    return write_houses(tmp_path, 11, 13).read_bytes()


@pytest.fixture
def file(content: bytes) -> Download:
    """A data set's file, which is nowhere."""
    checksum = f"sha256:{hashlib.sha256(content).hexdigest()}"
    address = "http://127.0.0.1:9/houses.npz"
    return Download("houses.npz", address, checksum, ("houses.npz", "old/houses"))


@pytest.fixture
def served(
    file: Download, content: bytes, tmp_path: Path, user_cache: Path
) -> Iterator[tuple[Download, list[str]]]:
    """The same file on a local server; the paths that were requested."""
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "houses.npz").write_bytes(content)
    asked: list[str] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: Any) -> None:
            asked.append(self.path)

    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}/houses.npz"
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield file._replace(address=address), asked
        server.shutdown()


@pytest.fixture
def no_network(user_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def retrieve(*arguments: Any, **options: Any) -> str:
        raise requests.exceptions.ConnectionError("no\nroute")

    monkeypatch.setattr(pooch, "retrieve", retrieve)


def test_a_file_is_downloaded_once(
    served: tuple[Download, list[str]],
    user_cache: Path,
    content: bytes,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file, asked = served
    for _ in range(2):
        path = find_file("houses", file, "houses.npz")
        assert path == user_cache / "houses.npz"
        assert path.read_bytes() == content
    assert asked == ["/houses.npz"]
    assert "100%" in capsys.readouterr().err  # the progress bar
    path.write_bytes(b"damaged")
    assert find_file("houses", file, "houses.npz").read_bytes() == content
    assert len(asked) == 2
    monkeypatch.setattr(boston_housing, "FILE", file._replace(name="boston_housing.npz"))
    assert boston_housing.load_data()[1][1].tolist() == [9, 2, 5]


def test_a_name_is_that_in_the_cache(
    served: tuple[Download, list[str]], user_cache: Path, tmp_path: Path
) -> None:
    file, asked = served
    assert find_file("houses", file, "mine.npz") == user_cache / "mine.npz"
    assert asked == ["/houses.npz"]
    (tmp_path / "served" / "houses.npz").write_bytes(b"another")
    with pytest.raises(OSError, match=r"houses: cannot download third.npz: .*hash"):
        find_file("houses", file, "third.npz")
    assert not (user_cache / "third.npz").exists()


@pytest.mark.parametrize("name", ["houses.npz", "old/houses"])
def test_keras_has_downloaded_it_before(
    name: str, file: Download, content: bytes, keras_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("pooch", "tqdm"):
        monkeypatch.setitem(sys.modules, module, None)  # not needed
    path = keras_folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    assert find_file("houses", file, "houses.npz") == path


def test_another_file_of_keras_is_not_read(
    file: Download, keras_folder: Path, no_network: None
) -> None:
    path = keras_folder / "houses.npz"
    path.write_bytes(b"another")
    with pytest.raises(OSError, match="cannot download"):
        find_file("houses", file, "houses.npz")
    assert path.read_bytes() == b"another"


def test_the_folder_of_keras(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    path = tmp_path / ".keras" / "datasets" / "few.txt"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"few")
    file = Download("few.txt", "", f"md5:{hashlib.md5(b'few').hexdigest()}", ("few.txt",))
    assert downloads.kept_by_keras(file) == path


def test_a_path_is_read_as_it_is(
    file: Download, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_network: None
) -> None:
    mine = tmp_path / "mine.npz"
    mine.write_bytes(b"unchecked")
    assert find_file("houses", file, mine) == mine
    monkeypatch.chdir(tmp_path)
    assert find_file("houses", file, "mine.npz") == Path("mine.npz")
    mine.rename("houses.npz")
    with pytest.raises(OSError, match="cannot download"):  # its own name means the cache
        find_file("houses", file, "houses.npz")
    assert find_file("houses", file, "./houses.npz") == Path("houses.npz")
    with pytest.raises(FileNotFoundError, match="there is no file houses: "):
        find_file("houses", file, "houses")
    with pytest.raises(FileNotFoundError) as caught:
        find_file("houses", file, str(mine))
    assert str(caught.value) == (
        f"houses: there is no file {mine}: get it from {file.address}, or leave path out"
    )


@pytest.mark.parametrize(
    ("load", "name", "address"),
    [
        (mnist.load_data, "mnist.npz", mnist.FILE.address),
        (imdb.load_data, "imdb.npz", imdb.FILE.address),
        (imdb.get_word_index, "imdb_word_index.json", imdb.WORD_INDEX.address),
        (reuters.load_data, "reuters.npz", reuters.FILE.address),
        (reuters.get_word_index, "reuters_word_index.json", reuters.WORD_INDEX.address),
        (boston_housing.load_data, "boston_housing.npz", boston_housing.FILE.address),
        (california_housing.load_data, "california_housing.npz", california_housing.FILE.address),
        (cifar10.load_data, "cifar-10-python.tar.gz", cifar10.FILE.address),
        (cifar100.load_data, "cifar-100-python.tar.gz", cifar100.FILE.address),
    ],
)
def test_without_network_one_line_says_what_to_do(
    load: Any, name: str, address: str, user_cache: Path, no_network: None
) -> None:
    with pytest.raises(OSError, match=f"cannot download {name}: ") as caught:
        load()
    assert address.endswith(f"/{name}")
    module = load.__module__.rpartition(".")[2]
    assert str(caught.value) == (
        f"{module}: cannot download {name}: get it from {address} and put it into {user_cache}, "
        'or give its place as path="..." (no route)'
    )


def test_what_is_no_path_is_refused() -> None:
    for load in (mnist.load_data, imdb.load_data, cifar10.load_data, fashion_mnist.load_data):
        with pytest.raises(RefnetError, match="path: expected ") as caught:
            load(path=7)  # type: ignore[arg-type]
        assert (caught.value.code, caught.value.field) == ("wrong_type", "path")


@pytest.mark.parametrize("module", ["pooch", "tqdm"])
def test_without_the_extra(
    module: str, file: Download, user_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError) as caught:
        find_file("houses", file, "houses.npz")
    assert str(caught.value) == f"refnet.datasets needs {module}: pip install 'refnet[datasets]'"
