"""The pages of one edition of the guideline site: a pure function from specification to HTML.

Knows no site generator and opens no file. All addresses are relative, no element has a style or a
script, and the same specification gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from acoe_spec.guidelines.pages.changes import change_pages
from acoe_spec.guidelines.pages.guides import guide_pages
from acoe_spec.guidelines.pages.handouts import handout_pages
from acoe_spec.guidelines.pages.labels import label_pages, set_pages
from acoe_spec.guidelines.pages.matrix import matrix_pages
from acoe_spec.guidelines.pages.overview import overview_pages
from acoe_spec.guidelines.pages.page import PageHeading, SearchEntry, SitePage
from acoe_spec.guidelines.pages.quality import quality_pages
from acoe_spec.guidelines.pages.quick_card import quick_card_pages
from acoe_spec.guidelines.pages.quiz import quiz_pages
from acoe_spec.guidelines.pages.site import Site
from acoe_spec.guidelines.specification import Specification

_MAKERS = (
    overview_pages,
    matrix_pages,
    quick_card_pages,
    quiz_pages,
    handout_pages,
    quality_pages,
    change_pages,
    guide_pages,
    set_pages,
    label_pages,
)

__all__ = ["PageHeading", "SearchEntry", "SitePage", "pages"]


def pages(spec: Specification, *, directories: bool = True) -> Iterator[SitePage]:
    """Every page of an edition, one after the other; none is kept.

    `directories` says how pages are addressed: `entity/option/`, or as the file
    `entity/option.html`. Pictures are expected at `addresses.picture_path`, downloads in the folder
    `downloads`. Raises `MissingExtra` without the extra `site`.
    """
    site = Site(spec, directories=directories)
    for make in _MAKERS:
        yield from make(site)
