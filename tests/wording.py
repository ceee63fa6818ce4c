"""How messages and hints are written: lower-case fragments, as compilers do, whatever the rule."""

from __future__ import annotations

import re

# A name that is spelt so at the start of any sentence.
_NAME = re.compile(r"[A-Z][A-Za-z]*[A-Z]")


def is_fragment(text: str) -> bool:
    """Whether `text` begins in lower case (names aside) and ends without a full stop."""
    lower = not text[:1].isupper() or _NAME.match(text) is not None
    return bool(text) and lower and not re.search(r"(?<!\.\.)[.]$|[.] [A-Z]", text)
