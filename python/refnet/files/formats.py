"""Files of other programs, so that a refusal can say what was given."""

import lzma
import zipfile
import zlib

# what zipfile raises for a damaged archive
BAD_ZIP = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, KeyError, ValueError),
    *(RuntimeError, MemoryError),  # an unknown compression, a header that claims too much
)

_PICKLES = tuple(bytes((0x80, version)) for version in range(2, 6))
HDF5 = b"\x89HDF\r\n\x1a\n"
_STARTS: list[tuple[bytes | tuple[bytes, ...], str]] = [
    (HDF5, "an HDF5 file, such as Keras's .h5"),
    (b"PK\x03\x04", "a zip archive, such as .keras, .pt, .npz or .xlsx"),
    (_PICKLES, "a pickle, such as .pkl or an old .pt"),
    (b"\x93NUMPY", "a NumPy array, .npy"),
    (b"\x1f\x8b", "a gzip file"),
    ((b"\xff\xfe", b"\xfe\xff"), "a text in UTF-16"),
]


def other_format(content: bytes) -> str | None:
    """Return what a file is that starts like this; None if it may be a text or a model file."""
    if content[8:9] == b"{":  # the header of a safetensors file, after eight bytes of any value
        return None
    return next((name for start, name in _STARTS if content.startswith(start)), None)
