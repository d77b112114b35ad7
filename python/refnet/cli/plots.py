"""refnet plot: pictures of a saved model."""

from pathlib import Path
from typing import Any

import click

from refnet import plots
from refnet.cli.data import DATA_SETS, as_source, load_examples
from refnet.cli.models import data_folder
from refnet.cli.options import PATH
from refnet.cli.pictures import check_format, save_figure
from refnet.cli.saved import check_trained_on, load_model, trained_data_set
from refnet.errors import RefnetError
from refnet.models import Sequential
from refnet.plots.figures import FORMATS
from refnet.plots.networks import ENDINGS
from refnet.reference.checks import check_range

KINDS = ("network", "first-layer", "kernels", "maps")


@click.command()
@click.argument("file", type=PATH)
@click.argument("data_set", required=False, type=click.Choice(DATA_SETS))
@data_folder
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    help="What to draw: the layers as boxes with arrows; the weights of the first layer, an image "
    "for each unit; the kernels of a layer; or its feature maps, what it makes of an image. "
    "Defaults to maps with --image, to kernels with --layer alone, else to network.",
)
@click.option(
    "--layer",
    help="The layer of kernels and maps: its number, from 0; or its kind, such as conv2d for the "
    "first layer of this kind, conv2d_1 for the second.",
)
@click.option(
    "--image",
    type=int,
    help="The image of the test part, counted from 0, for feature maps.",
)
@click.option(
    "--out",
    required=True,
    type=PATH,
    help="The picture to write: a name that ends in .png, .svg or .pdf, for a network also .dot.",
)
def plot(
    file: Path,
    data_set: str | None,
    folder: Path | None,
    kind: str | None,
    layer: str | None,
    image: int | None,
    out: Path,
) -> None:
    """Draw a saved model: its layers, the weights of a layer, or its feature maps of an image.

    The image is one of DATA_SET, which defaults to the one that the model was trained on.
    """
    kind = kind or ("maps" if image is not None else "kernels" if layer is not None else "network")
    check_format("--out", out, ENDINGS if kind == "network" else FORMATS)
    _check_options(kind, data_set is not None or folder is not None, layer, image)
    model = load_model(file, "c")
    if kind == "network":
        plots.plot_model(
            model, out, show_shapes=True, show_layer_names=True, show_layer_activations=True
        )
    else:
        save_figure(out, _figure(kind, file, model, (data_set, folder), layer, image))
    print(f"saved in {out}")


def _check_options(kind: str, has_data: bool, layer: str | None, image: int | None) -> None:
    """Raise UsageError for options that this kind of picture needs or does not take."""
    if kind != "maps" and has_data:
        raise click.UsageError("a data set is for --image: only feature maps depend on it")
    if kind in ("kernels", "maps") and layer is None:
        raise click.UsageError(f"--kind {kind} needs --layer")
    if kind == "maps" and image is None:
        raise click.UsageError("--kind maps needs --image")
    if kind not in ("kernels", "maps") and layer is not None:
        raise click.UsageError("--layer is for --kind kernels and maps")
    if kind != "maps" and image is not None:
        raise click.UsageError("--image is for --kind maps")


def _figure(
    kind: str,
    file: Path,
    model: Any,
    source: tuple[str | None, Path | None],
    layer: str | None,
    image: int | None,
) -> Any:
    """Return the figure of weights or feature maps; source: the data set and its folder."""
    if kind == "first-layer":
        return plots.first_layer(model)
    place = int(str(layer)) if str(layer).isdecimal() else str(layer)
    if kind == "kernels":
        return plots.kernels(model, place)
    return plots.feature_maps(model, _image(file, model, *source, int(str(image))), place)


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
