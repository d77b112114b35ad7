"""Build the site of the book: python docs/build_site.py [FOLDER], by default into site/."""

import argparse
import sys
import time
from pathlib import Path

from book.agreement import PortsDiffer
from book.chapters import ROOT
from book.listings import UnreadableSource
from book.site import build


def main() -> int:
    """Build the site; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "site")
    folder = parser.parse_args().folder
    start = time.monotonic()
    try:
        build(folder)
    except (PortsDiffer, UnreadableSource) as error:
        print(f"make site: {error}", file=sys.stderr)
        return 1
    print(f"make site: {folder / 'index.html'} in {time.monotonic() - start:.1f} seconds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
