"""The page about Keras: its text is that of crosscheck/page.md."""

from crosscheck.groups import GROUPS
from crosscheck.page import PAGE, SECTIONS, page_text, rows_after


def test_the_page_has_the_text_of_its_template() -> None:
    """If this fails, `python -m crosscheck.check --only` writes the page again."""
    page = PAGE.read_text(encoding="utf-8")
    assert page_text({}, {}, page) == page


def test_every_group_has_a_table() -> None:
    assert list(GROUPS) == list(SECTIONS)
    page = PAGE.read_text(encoding="utf-8")
    groups = [cells[0].strip("`") for cells in rows_after(page, "Results")]
    assert groups == list(SECTIONS)
    for section in SECTIONS.values():
        columns = len(section.words) + len(section.figures)
        assert {len(cells) for cells in rows_after(page, section.title)} == {columns}
