"""Hostile prose in a real browser: what it makes of the HTML is what may stand on a page."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from browsing import OPTIONS, chromium_path

from acoe_spec.guidelines.guideline import Block, Mention, Reference
from acoe_spec.guidelines.reading.inclusion import Inclusion
from acoe_spec.guidelines.reading.parts import read_part
from acoe_spec.guidelines.reading.sections import sections
from acoe_spec.guidelines.rendering.prose import ELEMENTS, phrase, prose, render, render_heading

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(chromium_path() is None, reason="needs Chromium")

ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61;vascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "\x01javascript:alert(1)",
    "%6aavascript:alert(1)",
    "javascript\u00ad:alert(1)",
    "\u2028javascript:alert(1)",
    "\u00a0javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "vbscript:x",
    "blob:https://x.example",
    "view-source:x",
    "http://x.example",
    "//evil.example/x",
    "/\\evil.example",
    "\\\\evil.example\\x",
    "https:evil.example",
    'https://a" onmouseover=alert(1) x="',
    "https://x&quot; onclick=alert(1)",
    "mailto:a@b?subject=<script>alert(1)</script>",
    'a.md#" onfocus=alert(1) autofocus x="',
)
WORDS = (
    "<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "'><iframe srcdoc='<script>alert(1)</script>'>",
    "</code></pre><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img onerror=alert(1)">',
    "</title></textarea></noscript><img src=x onerror=alert(1)>",
    "<base href=//evil.example><meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=//evil.example><input autofocus onfocus=alert(1)>",
    "<a href=x style=position:fixed;inset:0>",
    "\u202e<scr\x00ipt>",
    "{{7*7}}{% raw %}",
)
PLACES = (
    "@", "# @\n", "## @ [[option]]\n", "[x](@)", "[x](<@>)", '[x](y "@")', "[x](y '@')", "[@](y)",
    "![@](p.png)", "![x](@)", "![x](<@>)", '![x](p.png "@")', "<@>", "[x]: @\n\n[x]",
    '[x]: <@> "@"\n\n[x]', "[[option|@]]", "[[term @]]", "[[term yard|@]]", "[[@]]",
    "|a|@|\n|:-|:@:|\n|@|b|\n", "|a|b|\n|-|:-:|\n|@|@|\n", "> @", "- @", "`@`", "    @",
    "```@\n@\n```", "**@**", "\\@", "[x][@]\n\n[@]: @", "[![@](@)](@)", "*[@*](@)",
)  # fmt: skip

# What a browser has of it that is not allowed to be there.
STRANGE = """([html, allowed]) => {
  const found = [], holder = document.createElement('div');
  document.body.replaceChildren(holder);
  holder.innerHTML = html;
  for (const each of holder.querySelectorAll('*')) {
    const attributes = allowed[each.localName];
    if (!attributes) { found.push(each.localName); continue; }
    for (const { name, value } of each.attributes) {
      if (![...attributes, 'class', 'rel'].includes(name)) found.push(`${each.localName} ${name}`);
      if (!['href', 'src'].includes(name)) continue;
      const { protocol, host } = new URL(value, 'https://site.example/desk/page/');
      const outside = each.classList.contains('acoe-outside');
      if (protocol !== 'mailto:' && protocol !== 'https:') found.push(value);
      else if (host && host !== 'site.example' && !outside) found.push(value);
    }
  }
  return found;
}"""


class Trusting:
    """Knows all that is named, by the name that the prose gives it."""

    def label(self, mention: Mention) -> tuple[str, str] | None:
        return f"../entity/{mention.target}/", mention.target

    def term(self, mention: Mention) -> tuple[str, str, str] | None:
        return "../glossary/#term", mention.target, mention.target

    def page(self, reference: Reference) -> str | None:
        return None if reference.path is None else f"./{reference.target}"

    def picture(self, reference: Reference) -> str | None:
        return reference.target

    def block(self, block: Block) -> str:
        return ""


LINKS = Trusting()


def html_of(text: str) -> str:
    """All that pages show of a text: as a page, as short prose, and inside of a line."""
    page = f"---\ntitle: T\nlabels: [option]\n---\n{text}\n".encode()
    part = read_part(page, path="a.md", shown="a.md")
    found = [prose(text, LINKS), phrase(text, LINKS)]
    for section in sections(tuple(Inclusion(lambda _: part).pieces(part))):
        found.append(render(section, LINKS))
        if section.heading is not None:
            found.append(render_heading(section.heading, LINKS))
    return "".join(found)


def test_nothing_runs_and_nothing_leads_astray() -> None:
    allowed = {name: list(attributes) for name, attributes in ELEMENTS.items()}
    strange: dict[str, Any] = {}
    dialogs: list[str] = []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium_path(), args=[*OPTIONS])
        tab = browser.new_page()
        tab.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        for place, said in product(PLACES, (*ADDRESSES, *WORDS)):
            text = place.replace("@", said)
            if found := tab.evaluate(STRANGE, [html_of(text), allowed]):
                strange[text] = found
        browser.close()
    assert strange == {}
    assert dialogs == []
