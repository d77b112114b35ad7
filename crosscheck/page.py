"""The measured distances, and docs/keras.md, the page that reports them; its text is page.md."""

import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from crosscheck.layer_runs import BATCH_SIZE as LAYER_BATCH
from crosscheck.layer_runs import EPOCHS as LAYER_EPOCHS
from crosscheck.layer_runs import EXAMPLES as LAYER_EXAMPLES
from crosscheck.layer_runs import SETTINGS, WHOLE_BATCHES
from crosscheck.loss_runs import PERCENT_RATE
from crosscheck.optimizer_runs import RATE_FACTOR
from crosscheck.training_runs import BATCH_SIZE, EPOCHS, EXAMPLES, OPTIMIZERS, STEPS

from refnet import keras_names
from refnet.conformance.ports import CHECKOUT
from refnet.keras_names.table import Namespace

PAGE = CHECKOUT / "docs" / "keras.md"
TEXT = Path(__file__).parent / "page.md"
BOUND = 1e-12
MISTAKE = 1e-9  # the relative error of a setting in the controls
CLIPPED_RATE = 1e-4  # the learning rate of networks with a large last kernel
RATES = "; ".join(f"{title}: {each.learning_rate:g}" for title, each in OPTIMIZERS.items())

LAYER_RATE, LAYER_MOMENTUM = SETTINGS["SGD"]["learning_rate"], SETTINGS["SGD"]["momentum"]
LAYER_FIGURES = (
    *("TensorFlow: outputs", "weights", "loss"),
    *("JAX: outputs", "weights", "loss"),
    "control: weights",
)
LONG_RUNS = f"""
There are {EXAMPLES} examples in batches of {BATCH_SIZE} and {EPOCHS} epochs, so {STEPS} steps;
loss, optimizer and distances are those of the layers on images unless a row says otherwise.
""".strip()


class Section(NamedTuple):
    """A table of the page: its heading, the other libraries, its columns, and its text."""

    title: str
    libraries: str
    words: tuple[str, ...]
    figures: tuple[str, ...]
    text: str


SECTIONS = {
    "keras": Section(
        "Runs: optimizers, losses and activations of Dense networks",
        "Keras on TensorFlow",
        ("optimizer", "loss", "last", "hidden"),
        ("weights", "loss", "control: weights"),
        f"""
For a crossentropy, the last layer in Keras is linear, and the loss has `from_logits=True`. Keras
has no sum_squared_error; here it is a custom loss written with Keras's operations. The momentum, if
any, is 0.9; all other settings are Keras's defaults, but for the learning rates:
{RATES}.
""",
    ),
    "losses": Section(
        "Runs: further losses, and the settings of losses",
        "Keras on TensorFlow",
        ("loss", "settings", "last", "calculated in Keras from"),
        ("weights", "loss", "control: weights"),
        f"""
The optimizer is sgd, the hidden activation tanh; the learning rate of the percentage error is
{PERCENT_RATE:g}. "logits": the last layer in Keras is linear, and the loss has `from_logits=True`.
"copied outputs": a Rescaling(1.0) after the last layer hides from Keras which activation the
outputs come from.
""",
    ),
    "optimizers": Section(
        "Runs: further optimizers, decay, limits and schedules",
        "Keras on TensorFlow and JAX",
        ("optimizer", "settings", "wrong in the control"),
        ("TensorFlow: weights", "loss", "JAX: weights", "loss", "control: weights"),
        f"""
The loss is mse; the last activation is linear, the hidden one tanh. The schedules change the rate
in every step of a run, or, with `staircase` and PiecewiseConstantDecay, a few times.
LearningRateScheduler multiplies the learning rate by {RATE_FACTOR:g} before each epoch. No gradient
exceeds a limit of 1000. In the control of a schedule, its rates are wrong.
""",
    ),
    "images": Section(
        "Runs: layers on images",
        "Keras on TensorFlow and JAX",
        ("layer", "arguments"),
        LAYER_FIGURES,
        f"""
Each layer comes after a convolution, whose weights depend on the gradients of its inputs; layers
that keep the shape have another one after them. The loss is mse, the optimizer SGD with the
learning rate {LAYER_RATE:g} and the momentum {LAYER_MOMENTUM:g}; {LAYER_EPOCHS} epochs of
{LAYER_EXAMPLES} images [6][7][2] or sequences [7][3] in batches of {LAYER_BATCH}. The outputs are
those of the first weights; their distance is relative to the largest one. The numbers of parameters
and the shapes of the outputs are compared too. Rows with "for" have another layer in Keras, which
refnet does not have.
""",
    ),
    "sequences": Section(
        "Runs: layers on sequences",
        "Keras on TensorFlow and JAX",
        ("layer", "arguments"),
        LAYER_FIGURES,
        f"""
Each layer comes after a Dense, an Embedding or a Masking; the rest is as for images. There are
{WHOLE_BATCHES} sequences for stateful layers, whose outputs are calculated batch after batch.
""",
    ),
    "activations": Section(
        "Runs: activations in all layers",
        "Keras on TensorFlow and JAX",
        ("layer", "arguments"),
        LAYER_FIGURES,
        """
The networks and the settings are those of the two tables before.
""",
    ),
    "normalization": Section(
        "Runs: batch normalization",
        "Keras on TensorFlow and JAX",
        ("layer", "arguments"),
        LAYER_FIGURES,
        f"""
{LONG_RUNS} The weights include moving mean and variance; outputs are those of `predict`, with the
moving ones.
""",
    ),
    "penalties": Section(
        "Runs: regularizers",
        "Keras on TensorFlow and JAX",
        ("layer", "arguments"),
        LAYER_FIGURES,
        f"""
{LONG_RUNS} The losses include the penalties. The names "l1" and "l2" have the factor 0.01, which
Keras rounds to float32 on TensorFlow; the other factors are the same in float32.
""",
    ),
    "frozen": Section(
        "Runs: frozen layers",
        "Keras on TensorFlow and JAX",
        ("layer", "where, optimizer"),
        LAYER_FIGURES,
        f"""
{LONG_RUNS} The layer that is named, and in one network the one before it, has trainable=False.
""",
    ),
    "weights": Section(
        "Runs: weights of examples",
        "Keras on TensorFlow and JAX",
        ("argument of `fit`", "loss"),
        LAYER_FIGURES,
        f"""
{LONG_RUNS} About a fifth of the sample weights are 0, the others up to 2.
""",
    ),
    "graphs": Section(
        "Runs: graphs with Add and Concatenate",
        "Keras on TensorFlow and JAX",
        ("layer", "network"),
        LAYER_FIGURES,
        f"""
{LONG_RUNS} Both libraries build the models by calling layers on what other layers return.
""",
    ),
    "metrics": Section(
        "Runs: metrics",
        "Keras on TensorFlow and JAX",
        ("metric", "loss, outputs, arguments"),
        ("TensorFlow: fit", "evaluate", "JAX: fit", "evaluate"),
        f"""
{LONG_RUNS} The columns compare the values of the epochs that `fit` reports, and then the value of
`evaluate`, relative to the largest one. In the table of results they stand where others have
weights and losses.
""",
    ),
    "files": Section(
        "Runs: files that the other library opens",
        "Keras on JAX",
        ("model", "format, dtype"),
        ("Keras opens: outputs", "next step", "refnet opens: outputs", "next step"),
        """
A compiled model is saved after one step, and opened by the other library. The columns compare the
outputs, and then the weights after one further step, whose result depends on the optimizer's state,
the loss and the penalties, with those of the model that was saved. Models with float32 have to
agree to 1e-6. A model with a Dropout is not trained further, because its numbers are random, nor
one that Keras opens from an HDF5 file: it does not restore the optimizer's variables there.
""",
    ),
    "sklearn": Section(
        "Runs: MLPClassifier of scikit-learn",
        "scikit-learn",
        ("optimizer", "loss", "last", "hidden"),
        ("weights", "loss", "control: weights"),
        """
The settings include alpha=0 and shuffle=False. MLPClassifier has no RMSprop. Its Adam is float64
throughout, and agrees at Keras's default settings without any rounding.
""",
    ),
    "float32": Section(
        "Runs: where Keras calculates in float32",
        "Keras on TensorFlow",
        ("Keras", "optimizer", "float32 in Keras"),
        ("refnet: weights", "loss", "rounded like Keras: weights", "loss"),
        """
The loss is mse; the last activation is linear, the hidden one tanh. "Rounded like Keras" is refnet
with the same numbers rounded to float32 as in Keras. It agrees, so nothing else differs. If the
mean of the losses is float32, only the weights can agree. If the loss itself, a whole schedule or
everything is float32, rounding refnet's settings is not enough, nor can refnet round the 0.96 of
Nadam.
""",
    ),
    "clipping": Section(
        "Runs: where Keras clips probabilities",
        "Keras on TensorFlow",
        ("loss", "last layers in Keras", "last kernel"),
        ("weights", "loss"),
        f"""
The optimizer is sgd, the hidden activation tanh. With its last kernel multiplied by 60, the network
has outputs closer to 0 or 1 than 1e-7; its learning rate is {CLIPPED_RATE:g}.
""",
    ),
}

NUMBERS = {
    "bound": f"{BOUND:g}",
    "examples": str(EXAMPLES),
    "batch_size": str(BATCH_SIZE),
    "last_batch": str(EXAMPLES % BATCH_SIZE),
    "epochs": str(EPOCHS),
    "steps": str(STEPS),
}


class Distance(NamedTuple):
    """The distance of another library's training run from one of refnet's, and what is expected."""

    weights: float
    loss: float
    must_agree: bool  # the runs must agree; otherwise they must differ
    needs_loss: bool = True  # the losses must agree too
    shows_loss: bool = True
    bound: float = BOUND

    @property
    def is_expected(self) -> bool:
        """Return whether the distance is as expected."""
        if self.must_agree:
            return self.weights <= self.bound and (self.loss <= self.bound or not self.needs_loss)
        return self.weights > self.bound

    def cells(self) -> list[str]:
        """Return the figures as the page shows them."""
        return [f"{self.weights:.1e}", *([f"{self.loss:.1e}"] if self.shows_loss else [])]


class Row(NamedTuple):
    """A training run of another library: its description and its distances."""

    section: str
    words: tuple[str, ...]
    distances: list[Distance]

    @property
    def is_expected(self) -> bool:
        """Return whether all distances are as expected."""
        return all(distance.is_expected for distance in self.distances)

    def cells(self) -> list[str]:
        """Return all cells of the row."""
        return [*self.words, *(cell for distance in self.distances for cell in distance.cells())]


def page_text(rows: Mapping[str, Sequence[Row]], versions: Mapping[str, str], old: str) -> str:
    """Return docs/keras.md; groups without rows keep those of the old page.

    versions: of the other libraries, or empty to keep those of the old page. Raises KeyError for a
    group that has no rows and no table on the old page.
    """
    summaries, tables = [], []
    for name, section in SECTIONS.items():
        known, cells = own_cells(section, rows[name]) if name in rows else old_cells(section, old)
        summaries.append([f"`{name}`", *known])
        table = markdown(section.words, section.figures, cells)
        tables += [f"## {section.title}", section.text.strip(), table]
    text = TEXT.read_text(encoding="utf-8").replace("{{tables}}", "\n\n".join(tables))
    measured = ["networks", "weights agree to", "losses agree to"]
    own = {"NumPy, with refnet": np.__version__, "Python, with refnet": platform.python_version()}
    found = {**versions, **own}.items() if versions else rows_after(old, "Versions")
    values = {
        **NUMBERS,
        "contents": contents(text),
        "summary": markdown(["group", "what is compared", "with"], measured, summaries),
        "names": names_list(),
        "versions": markdown(["part", "version"], [], found),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda place: values[place[1]], text)


def own_cells(section: Section, rows: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    """Return the cells of a group in the summary, and those of its table."""
    words = [link(section), section.libraries, str(len(rows))]
    return [*words, *summary(rows)], [row.cells() for row in rows]


def old_cells(section: Section, old: str) -> tuple[list[str], list[list[str]]]:
    """Return the cells of a group on the old page, like ``own_cells``."""
    summaries = {cells[1]: cells[1:] for cells in rows_after(old, "Results")}
    return summaries[link(section)], rows_after(old, section.title)


def link(section: Section) -> str:
    """Return a link to a table."""
    return f"[{section.title.removeprefix('Runs: ')}](#{anchor(section.title)})"


def summary(rows: Sequence[Row]) -> tuple[str, str]:
    """Return the largest distances of weights and of losses that must agree."""
    all_distances = [each for row in rows for each in row.distances if each.must_agree]
    agreeing = [each for each in all_distances if each.bound == BOUND]
    weights = max(each.weights for each in agreeing)
    loss = max(each.loss for each in agreeing if each.needs_loss)
    return f"{weights:.1e}", f"{loss:.1e}"


def rows_after(page: str, title: str) -> list[list[str]]:
    """Return the cells of the first table after a heading; raises KeyError without the heading."""
    _, found, rest = page.partition(f"\n## {title}\n")
    if not found:
        raise KeyError(title)
    table = rest[rest.index("\n|") + 1 :].split("\n\n", 1)[0]
    return [line[2:-2].split(" | ") for line in table.splitlines()[2:]]


def contents(text: str) -> str:
    """Return a list of links to the headings of a text."""
    titles = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    return "\n".join(f"- [{title}](#{anchor(title)})" for title in titles)


def anchor(title: str) -> str:
    """Return the name that GitHub gives to a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def names_list() -> str:
    """Return Keras's public names by namespace: what is there, what differs, what is not there."""
    return "\n\n".join(names_of(name, table) for name, table in keras_names.TABLES.items())


def names_of(namespace: str, table: Namespace) -> str:
    """Return the names of a namespace."""
    parts = [f"### {namespace}"]
    if table.here:
        parts.append(f"There: {', '.join(f'`{name}`' for name in sorted(table.here))}.")
    for names, title in ((table.different, "different in refnet"), (table.missing, "instead")):
        by_note: dict[str, list[str]] = {}
        for name, note in names.items():
            by_note.setdefault(note, []).append(f"`{name}`")
        rows = [(", ".join(each), note) for note, each in by_note.items()]
        if rows:
            kind = "There" if names is table.different else "Not there"
            parts.append(markdown([kind, title], [], rows))
    return "\n\n".join(parts)


def markdown(words: Sequence[str], figures: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table with right-aligned figures; short rows are filled with blanks."""
    columns = len(words) + len(figures)
    lines = [[*words, *figures], [":--"] * len(words) + ["--:"] * len(figures)]
    lines += [[*row, *[""] * (columns - len(row))] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
