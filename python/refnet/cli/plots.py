"""refnet plot: pictures of a saved model's kernels and feature maps."""

import io
from pathlib import Path
from typing import Any

import click

from refnet import plots
from refnet.cli.data import DATA_SETS, as_source, load_examples
from refnet.cli.models import data_folder
from refnet.cli.options import PATH
from refnet.cli.saved import check_trained_on, load_model, trained_data_set
from refnet.errors import RefnetError
from refnet.files.saving import save_file
from refnet.models import Sequential
from refnet.reference.checks import check_range

FORMATS = (".png", ".svg", ".pdf")


@click.command()
@click.argument("file", type=PATH)
@click.argument("data_set", required=False, type=click.Choice(DATA_SETS))
@data_folder
@click.option(
    "--layer",
    required=True,
    help="The layer: its number, from 0; or its kind, such as conv2d for the first layer of this "
    "kind, conv2d_1 for the second.",
)
@click.option(
    "--image",
    type=int,
    help="Draw what the layer makes of this image of the test part, counted from 0, instead of "
    "the layer's kernels.",
)
@click.option(
    "--out",
    required=True,
    type=PATH,
    help="The picture to write: a name that ends in .png, .svg or .pdf.",
)
def plot(
    file: Path, data_set: str | None, folder: Path | None, layer: str, image: int | None, out: Path
) -> None:
    """Draw the kernels of a layer of a saved model, or with --image its feature maps.

    The image is one of DATA_SET, which defaults to the one that the model was trained on.
    """
    check_format("--out", out)
    if image is None and (data_set is not None or folder is not None):
        raise click.UsageError("a data set is for --image: kernels do not depend on it")
    model = load_model(file, "c")
    place = int(layer) if layer.isdecimal() else layer
    if image is None:
        figure = plots.kernels(model, place)
    else:
        figure = plots.feature_maps(model, _image(file, model, data_set, folder, image), place)
    save_figure(out, figure)
    print(f"saved in {out}")


def check_format(option: str, out: Path) -> None:
    """Raise UsageError unless matplotlib can write a picture of this name."""
    if out.suffix.lower() not in FORMATS:
        raise click.UsageError(f"{option}: expected a name that ends in {', '.join(FORMATS)}")


def save_figure(out: Path, figure: Any) -> None:
    """Write a figure in the format that the name ends with; raises OSError."""
    picture = io.BytesIO()
    figure.savefig(picture, format=out.suffix[1:].lower())
    save_file(out, picture.getvalue())


def _image(
    file: Path, model: Sequential, data_set: str | None, folder: Path | None, number: int
) -> Any:
    """Return an image of the test part of the data that the options or the model name."""
    if model.columns is not None:
        reason = "was trained on a table, but feature maps need images"
        raise RefnetError("bad_file", "model", f"{file}: {reason}")
    data_set = data_set or trained_data_set(model)
    if data_set is None:
        raise click.UsageError(f"--image: give the data set of the image: {', '.join(DATA_SETS)}")
    source = as_source(data_set, None, folder=folder)
    check_trained_on(file, model, source)
    images = load_examples(source, model)
    check_range("--image", number, 0, len(images) - 1)
    return images[number]
