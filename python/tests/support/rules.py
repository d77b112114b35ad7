"""The ids of all rules of the specification, page by page."""

import re

from refnet.conformance.fixtures import CONTRACT

RULES = [
    rule
    for path in sorted((CONTRACT / "spec").glob("*.md"))
    for rule in re.findall(r"^\| ([A-Z]+-\d+) \|", path.read_text(encoding="utf-8"), re.MULTILINE)
]
