"""Prose as HTML: what authors write is shown, and nothing of it can run or lead astray."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.guidelines.guideline import Block, Mention, Reference, Section
from acoe_spec.guidelines.reading.includes import Refusal
from acoe_spec.guidelines.reading.inclusion import Inclusion
from acoe_spec.guidelines.reading.parts import read_part
from acoe_spec.guidelines.reading.sections import sections
from acoe_spec.guidelines.rendering.prose import heading_text, phrase, prose, render, render_heading

TRUSTED = '<div class="acoe-example" style="x" onclick="trusted()"><svg></svg></div>'


@dataclass(frozen=True)
class Known:
    """A page that knows one label, one term, one page and one picture."""

    def label(self, mention: Mention) -> tuple[str, str] | None:
        return ("../entity/option/", "Option <b>") if mention.target == "option" else None

    def term(self, mention: Mention) -> tuple[str, str, str] | None:
        known = mention.target == "yard"
        return ("../glossary/#yard", "yard", 'A "thousand" <million>') if known else None

    def page(self, reference: Reference) -> str | None:
        if reference.path == "":
            return f"#{reference.anchor}"
        return f"../other/#{reference.anchor}" if reference.path == "other.md" else None

    def picture(self, reference: Reference) -> str | None:
        return "../pictures/p.png" if reference.path == "p.png" else None

    def block(self, block: Block) -> str:
        return TRUSTED


LINKS = Known()


def read(text: str) -> tuple[Section, ...]:
    """The sections of a page that includes nothing: there is no other file."""
    part = read_part(text.encode(), path="a.md", shown="a.md")
    return sections(tuple(Inclusion(lambda path: Refusal("missing", path, "")).pieces(part)))


def rendered(text: str) -> str:
    return "".join(render(section, LINKS) for section in read(text))


REL = 'rel="noopener noreferrer"'
OPTION = f'<a class="acoe-label" href="../entity/option/" {REL}>'
SHOWN = {
    "Take [[option]].": f"<p>Take {OPTION}Option &lt;b&gt;</a>.</p>\n",
    "[[option|calls & puts]]": f"<p>{OPTION}calls &amp; puts</a></p>\n",
    "[[warrant]], [[term crore|crores]]": '<p><span class="acoe-unknown">warrant</span>, '
    '<span class="acoe-unknown">crores</span></p>\n',
    "[[term yard]]": '<p><a class="acoe-term" href="../glossary/#yard" '
    f'title="A &quot;thousand&quot; &lt;million&gt;" {REL}>yard</a></p>\n',
    "[[two words]] a ![[x.md]]": "<p>[[two words]] a ![[x.md]]</p>\n",
    '[a](other.md#b "c") [d](#e)': f'<p><a href="../other/#b" title="c" {REL}>a</a> '
    f'<a href="#e" {REL}>d</a></p>\n',
    "[a](missing.md)": '<p><span class="acoe-unknown">a</span></p>\n',
    "<https://x.example/?a=1&b=2>": '<p><a class="acoe-outside" '
    f'href="https://x.example/?a=1&amp;b=2" {REL}>https://x.example/?a=1&amp;b=2</a></p>\n',
    "[a](http://x.example/)": '<p><span class="acoe-unknown">a</span></p>\n',
    "<a@b.example>": f'<p><a class="acoe-outside" href="mailto:a@b.example" {REL}>'
    "a@b.example</a></p>\n",
    "[see [[option]]](other.md)": f"<p>[see {OPTION}Option &lt;b&gt;</a>](other.md)</p>\n",
    "[*see* `it`](other.md)": f'<p><a href="../other/#" {REL}><em>see</em> <code>it</code></a>'
    "</p>\n",
    "![A [[option]] *page*](p.png 'T')": '<p><img src="../pictures/p.png" '
    'alt="A option page" title="T" loading="lazy"></p>\n',
    "![A page](q.png)": '<p><span class="acoe-unknown">A page</span></p>\n',
    "a  \nb\\\nc\nd": "<p>a<br>\nb<br>\nc\nd</p>\n",
    "*a* **b** `c<d`": "<p><em>a</em> <strong>b</strong> <code>c&lt;d</code></p>\n",
    "- a\n- b\n": "<ul><li>a</li>\n<li>b</li>\n</ul>\n",
    "3. a\n\n   b\n": '<ol start="3"><li><p>a</p>\n<p>b</p>\n</li>\n</ol>\n',
    "> a\n\n---\n": "<blockquote><p>a</p>\n</blockquote>\n<hr>\n",
    "```py\na < b\n```\n": '<pre tabindex="0"><code>a &lt; b\n</code></pre>\n',
    "### A & B\n\n> # C\n": '<h3 id="a-b">A &amp; B</h3>\n'
    '<blockquote><h3 id="c">C</h3>\n</blockquote>\n',
    "a|b\n-|-:\nc|d\n": '<div class="acoe-scroll" tabindex="0"><table class="acoe-table">'
    "<thead><tr>"
    '<th scope="col">a</th><th scope="col" class="acoe-at-right">b</th></tr>\n</thead>\n'
    '<tbody><tr><td>c</td><td class="acoe-at-right">d</td></tr>\n</tbody>\n</table></div>\n',
}


@pytest.mark.parametrize(("text", "html"), SHOWN.items())
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert rendered(text) == html


def test_the_heading_of_a_section_is_rendered_for_itself() -> None:
    (section,) = read("# *All* of [[option]] and [[warrant|these]] & <b>\n")
    assert section.heading is not None
    assert render(section, LINKS) == ""
    assert heading_text(section.heading, LINKS) == "All of Option <b> and these & <b>"
    assert render_heading(section.heading, LINKS) == (
        '<em>All</em> of <a class="acoe-label" href="../entity/option/" rel="noopener noreferrer">'
        'Option &lt;b&gt;</a> and <span class="acoe-unknown">these</span> &amp; &lt;b&gt;'
    )


def test_anchors_take_a_prefix_where_several_sections_stand_on_one_page() -> None:
    (section,) = read("### A\n")
    assert render(section, LINKS, prefix="g1-") == '<h3 id="g1-a">A</h3>\n'
    assert render(section, LINKS) == '<h3 id="a">A</h3>\n'


BLOCK = "```example\nid: x\n```\n"


def test_blocks_are_put_between_the_prose_as_they_are() -> None:
    html = rendered(f"Before.\n\n{BLOCK}\nBetween.\n\n{BLOCK}")
    assert html == f"<p>Before.</p>\n{TRUSTED}<p>Between.</p>\n{TRUSTED}"


@pytest.mark.parametrize("text", ["> " + BLOCK.replace("\n", "\n> "), " " + BLOCK, BLOCK[:-4]])
def test_a_block_that_is_none_is_shown_as_text(text: str) -> None:
    html = rendered(text)
    assert TRUSTED not in html
    assert "<code>id: x" in html


def test_short_texts_have_neither_headings_nor_pictures() -> None:
    assert prose("# A\n\n*b* [[option|c]]\n\n- d\n", LINKS) == (
        '<p># A</p>\n<p><em>b</em> <a class="acoe-label" href="../entity/option/" '
        'rel="noopener noreferrer">c</a></p>\n<ul><li>d</li>\n</ul>\n'
    )
    assert "<img" not in prose("![a](p.png)", LINKS)
    assert prose("```example\nid: x\n```\n", LINKS).startswith("<pre")
    assert phrase("- *a* <b> [[warrant]]", LINKS) == (
        '- <em>a</em> &lt;b&gt; <span class="acoe-unknown">warrant</span>'
    )
    assert (prose("", LINKS), phrase("", LINKS)) == ("", "")


def test_links_of_short_texts_are_relative_to_the_folder_that_is_given() -> None:
    for show in (prose, phrase):
        assert 'href="../other/#a"' in show("[x](other.md#a)", LINKS)
        assert 'href="../other/#a"' in show("[x](../other.md#a)", LINKS, folder="_parts")
        assert "href" not in show("[x](other.md#a)", LINKS, folder="_parts")
        assert 'href="#a"' in show("[x](#a)", LINKS, folder="_parts")


def test_without_nh3_rendering_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['nh3'] = None\n"
        "from acoe_spec.guidelines.rendering.prose import phrase\n"
        "from acoe_spec.errors import MissingExtra\n"
        "try:\n    phrase('*a*', None)\n"
        "except MissingExtra as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == (
        "showing guidelines needs nh3, which is not installed (pip install 'acoe-spec[site]')"
    )


# What may be in the HTML of prose, in words of its own.

ALLOWED = {
    "p": (), "br": (), "hr": (), "em": (), "strong": (), "code": (), "blockquote": (),
    "ul": (), "ol": ("start",), "li": (), "table": ("class",), "thead": (), "tbody": (), "tr": (),
    "th": ("class", "scope"), "td": ("class",), "span": ("class",), "div": ("class", "tabindex"),
    "pre": ("tabindex",), "a": ("class", "href", "title", "rel"),
    "img": ("src", "alt", "title", "loading"),
    "h3": ("id",), "h4": ("id",), "h5": ("id",), "h6": ("id",),
}  # fmt: skip
VOID = ("br", "hr", "img")


class Checked(HTMLParser):
    """Reads HTML and fails where something is in it that prose may not have."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        assert len({name for name, _ in attrs}) == len(attrs)
        for name, value in attrs:
            assert name in ALLOWED[tag], (tag, name)
            assert value is not None
            if name in ("href", "src"):
                self.address(name, value)
            elif name == "class":
                assert re.fullmatch(r"acoe-[a-z-]+", value), value
            elif name == "id":
                assert re.fullmatch(r"[^\s\"'<>&_-][^\s\"'<>&]*", value), value
        if tag == "a" and dict(attrs).get("href"):
            assert "noopener" in (dict(attrs).get("rel") or "")
        if tag == "a":
            assert "a" not in self.open
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag not in VOID
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration")

    def handle_pi(self, data: str) -> None:
        raise AssertionError("an instruction")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError("a declaration")

    def address(self, name: str, value: str) -> None:
        bare = re.sub(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e]", "", value).lower()
        if name == "src":
            assert value == "../pictures/p.png"
            return
        assert not bare.startswith(("//", "\\", "/")), value
        scheme = re.match(r"([^/?#]*?):", bare)
        assert scheme is None or scheme[1] in ("http", "https", "mailto"), value


def attacks() -> Iterator[str]:
    yield from (
        "<script>alert(1)</script>",
        "<ScRiPt\n>alert(1)</sCrIpT\n>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<math href=javascript:alert(1)>x</math>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<object data=javascript:alert(1)>",
        "<embed src=javascript:alert(1)>",
        "<base href=//evil.example>",
        "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
        "<link rel=stylesheet href=//evil.example/x.css>",
        "<style>*{background:url(//evil.example)}</style>",
        "<form action=//evil.example><input name=x><button formaction=javascript:alert(1)>",
        "<details open ontoggle=alert(1)>x</details>",
        "<video><source onerror=alert(1)></video>",
        "<template><script>alert(1)</script></template>",
        "<!-- <img src=x onerror=alert(1)> -->",
        "<!--><img src=x onerror=alert(1)>-->",
        "<![CDATA[<img src=x onerror=alert(1)>]]>",
        "<?php <img src=x onerror=alert(1)> ?>",
        "<!DOCTYPE html><html onload=alert(1)>",
        "</p></div></body></html><script>alert(1)</script>",
        "</textarea></title></style></script><script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;img src=x onerror=alert(1)&#62;",
        "`<script>alert(1)</script>`",
        "    <script>alert(1)</script>",
        "```\n</code></pre><script>alert(1)</script>\n```",
        "```\"><script>alert(1)</script>\nx\n```",
        "~~~ html onmouseover=alert(1)\n<script>alert(1)</script>\n~~~",
        "```mermaid\ngraph TD; A[<img src=x onerror=alert(1)>]\n```",
        "$$\\href{javascript:alert(1)}{x}$$",
        "\\(\\unicode{<img src=x onerror=alert(1)>}\\)",
        "{{ 7 * 7 }} {% include '/etc/passwd' %} ${alert(1)} <%= x %>",
        "[TOC] --8<-- '/etc/passwd' ::: module",
        # Attribute lists of other dialects.
        "text {: onclick=alert(1) style='position:fixed' }",
        "# Heading {: #x onclick=alert(1) }",
        "### Heading {#id onclick=alert(1)}",
        "[a](other.md){: onclick=alert(1) target=_blank }",
        "![a](p.png){: onerror=alert(1) }",
        "| a |\n|---|\n| b {: onclick=alert(1) } |",
        # Headings and anchors.
        "### <img src=x onerror=alert(1)>",
        "### \"><script>alert(1)</script>",
        "### __search\n### __proto__\n### constructor\n### location",
        # Links and their titles.
        '[a](other.md "\\" onmouseover=alert(1) x=\\"")',
        "[a](other.md '\" onmouseover=\"alert(1)')",
        '[a](other.md "</a><script>alert(1)</script>")',
        "[<img src=x onerror=alert(1)>](other.md)",
        "[a](https://x.example/\"onmouseover=\"alert(1))",
        "[a](<https://x.example/ onmouseover=alert(1)>)",
        "[a](https://x.example/'onmouseover='alert`1`)",
        "[a](https://user:pass@evil.example\\@good.example)",
        "[a](https:javascript:alert(1))",
        "[a](mailto:x?body=<script>)",
        "[a](//evil.example/x)",
        "[a](\\\\evil.example\\x)",
        "[a](/\\evil.example)",
        "[a](///evil.example)",
        "[a](./javascript:alert(1))",
        "[a](?javascript:alert(1))",
        "<javascript:alert(1)>",
        "<JAVASCRIPT:alert(1)>",
        "<data:text/html,x>",
        "<a@b.example\" onclick=alert(1)>",
        "[a]: javascript:alert(1)\n\n[a] [a][] [b][a] ![a]",
        "[a]: <javascript:alert(1)> 'x\" onclick=\"alert(1)'\n\n[a]",
        "[a]: //evil.example\n\n[a]",
        "[a\n[b](javascript:alert(1))\n](other.md)",
        "[a[b](other.md)c](javascript:alert(1))",
        "[![a](javascript:alert(1))](javascript:alert(1))",
        "[![a](p.png)](other.md)",
        # Pictures.
        "![a](javascript:alert(1))",
        "![a](data:image/svg+xml;base64,PHN2Zz4=)",
        "![a](data:image/png;base64,AAAA)",
        "![a](https://evil.example/track.png)",
        "![a](//evil.example/track.png)",
        "![a](p.svg)",
        "![\" onerror=\"alert(1)](p.png)",
        "![<svg onload=alert(1)>](q.png)",
        "![a](p.png '\" onerror=\"alert(1)')",
        "![![![a](javascript:x)](p.png)](p.png)",
        "![a [b](javascript:alert(1)) [[option]]](p.png)",
        # Mentions.
        "[[option|<img src=x onerror=alert(1)>]]",
        "[[term yard|\" onmouseover=\"alert(1)]]",
        "[[option]](javascript:alert(1))",
        "[[javascript:alert]]",
        "[[javascript:option|a]]",
        "[[<script>alert(1)</script>]]",
        "[[option|[a](javascript:alert(1))]]",
        "![[<script>alert(1)</script>]]",
        "![[../../etc/passwd]]",
        # What could stand for a block.
        TRUSTED,
        "acoe-block-0 \x00block\x00 {block} %(block)s @@0@@ <!--block-->",
        "<div class=\"acoe-example\">fake</div>",
        "> " + BLOCK.replace("\n", "\n> "),
        # Characters.
        "\x00<script>\x00alert(1)</script>",
        "<scr\x00ipt>alert(1)</script>",
        "\u202e<script>\u2066",
        "＜script＞alert(1)＜/script＞",
        "<\u200bscript>",
    )  # fmt: skip
    scheme = "javascript"
    spellings = (
        "javascript:", "JavaScript:", "java&#115;cript:", "&#106avascript:", "javascript&colon;",
        "java&Tab;script:", "java&NewLine;script:", "\\javascript:", "javascript\\:",
        "%6aavascript:", "javascript%3A", "&#x01;javascript:", "\x01javascript:",
        "java\tscript:", "&#8203;javascript:", "vbscript:", "data:text/html,", "file:///",
        "blob:", "about:blank#", "view-source:", "feed:javascript:", "ftp://x/", "tel:1", "//",
        "jar:http:", "x-javascript:", "livescript:", "mocha:", "chrome:", "intent://", "ws://x/",
    )  # fmt: skip
    assert scheme in spellings[0]
    for spelling in spellings:
        yield f"[a]({spelling}alert(1))"
        yield f"[a](<{spelling}alert(1)>)"
        yield f"![a]({spelling}alert(1))"
        yield f"<{spelling}alert(1)>"
        yield f"[a]\n\n[a]: {spelling}alert(1)"
        yield f"[[option|{spelling}alert(1)]]"


ATTACKS = tuple(attacks())


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_come_to_nothing(attack: str) -> None:
    for text in (attack, f"- {attack}", f"x|y\n-|-\n{attack}|z", f"### {attack}", f"a {attack} b"):
        Checked(rendered(text))
        Checked(prose(text, LINKS))
        Checked(phrase(text, LINKS))
        for section in read(f"# {text}"):
            Checked(render_heading(section.heading, LINKS) if section.heading else "")
    html = rendered(f"{attack}\n\n")
    assert TRUSTED not in html


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_reaches_no_block_beside_it(attack: str) -> None:
    """Neither prose before a block that leaves something open, nor prose after it."""
    html = rendered(f"{attack}\n\n{BLOCK}\n{attack}\n")
    pieces = html.split(TRUSTED)
    # A fence or a comment that is open holds the block as text; never is there more than one.
    assert len(pieces) <= 2
    for piece in pieces:
        Checked(piece)


PIECES = st.sampled_from(
    [
        *"[]()<>!*_`#>-|~\\&:;\"'/={}$\n\t 1a.", "\n\n", "    ", "```", "~~~", "example\n", "[[",
        "]]", "![[", "](", "[[option]]", "[[term yard|", "![a](p.png)", "[a](other.md", "<script>",
        "</p>", "\n![[x]]\n",
        "<svg onload=x>", "javascript:", "&#x6a;", "&colon;", "https://x.example", "mailto:a",
        "<!--", "-->", "\n- ", "\n> ", "\n1. ", "\n### ", "\na|b\n-|-\n", "\n---\n", "\n[a]: ",
        "\x00", "\u202e", "株", " onclick=x ", "{: onclick=x}", BLOCK, "\n" + BLOCK,
    ]
)  # fmt: skip
SOUP = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80)


@given(SOUP)
def test_no_soup_of_markdown_comes_out_as_anything_else(text: str) -> None:
    parts = read(text)
    html = "".join(render(section, LINKS) for section in parts)
    blocks = sum(len(section.blocks) for section in parts)
    pieces = html.split(TRUSTED)
    assert len(pieces) == blocks + 1
    for piece in pieces:
        Checked(piece)
    for made in (prose(text, LINKS), phrase(text, LINKS)):
        Checked(made)
    # The same tokens give the same HTML again.
    assert "".join(render(section, LINKS) for section in parts) == html


@given(
    st.lists(st.sampled_from(ATTACKS), min_size=2, max_size=4), st.sampled_from(["\n", " ", "\n\n"])
)
def test_attacks_together_come_to_nothing(attacks: list[str], between: str) -> None:
    for piece in rendered(between.join(attacks)).split(TRUSTED):
        Checked(piece)


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=60))
def test_the_words_of_a_text_stay(text: str) -> None:
    """What has no markup comes out as it went in, once it is read by a browser."""
    plain = "".join(letter for letter in text if letter.isalnum() or letter in " <>'\"株,.")
    plain = " ".join(("x " + plain).split())
    assert "".join(Checked(phrase(plain, LINKS)).words) == plain


def test_rendering_a_thousand_short_texts_takes_little() -> None:
    text = "A tradable financial *product* named in the conversation, see [[option]]."
    best = 9.0
    for _ in range(3):
        start = time.perf_counter()
        for _ in range(1000):
            prose(text, LINKS)
        best = min(best, time.perf_counter() - start)
    assert best < 0.5
