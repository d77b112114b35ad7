"""Which name a misspelt one stands for."""

import pytest

from refnet.keras_names.likeness import nearest

KNOWN = ("adam", "adamax", "adamw", "nadam", "Dense", "learning_rate")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        *(("adma", "adam"), ("Adm", "adam"), ("adammax", "adamax"), ("Dens", "Dense")),
        *(("dense", "Dense"), ("learning_rte", "learning_rate"), ("zzz", None), ("", None)),
    ],
)
def test_the_fewest_changes_decide(name: str, meant: str | None) -> None:
    assert nearest(name, KNOWN) == meant
