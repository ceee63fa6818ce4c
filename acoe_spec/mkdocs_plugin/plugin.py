"""The plugin `acoe` of MkDocs: puts the pages of a workspace's taxonomies into a site.

A thin door. What is published is gathered by `publication`, pages are made by `guidelines.pages`,
and written by `sources`; here they are handed over when MkDocs asks for them.

    plugins:
      - search
      - acoe
"""

from __future__ import annotations

import datetime
import logging
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import jinja2
from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from mkdocs.utils.templates import TemplateContext

from acoe_spec.errors import AcoeError
from acoe_spec.findings import Finding
from acoe_spec.mkdocs_plugin.generated import (
    GeneratedPage,
    add_file,
    add_page,
    placed,
    section,
)
from acoe_spec.mkdocs_plugin.home import NAMES, firsts, write_home
from acoe_spec.mkdocs_plugin.policy import policy, theme_scripts, with_policy
from acoe_spec.mkdocs_plugin.publication import Publication, build_day, gather, judge
from acoe_spec.mkdocs_plugin.search import INDEX, SEPARATOR, add_entries, write_index
from acoe_spec.mkdocs_plugin.sources import WrittenPart, write_part
from acoe_spec.mkdocs_plugin.theme import SITE_MAP, STYLES, THEME, dress, styles
from acoe_spec.workspace.discovery import find_workspace

log = logging.getLogger("mkdocs.plugins.acoe")

MARK = ".acoe-site"
"""The file by which a folder is known to be a site of ours, which may be replaced as a whole."""

_MARKED = b"This folder is a site made by acoe; building it again replaces all that is in it.\n"


class AcoeConfig(Config):  # type: ignore[no-untyped-call]  # theirs
    """What `mkdocs.yml` may say of the plugin."""

    workspace = options.Dir(default=".", exists=True)
    """The folder that holds taxonomies/, from the folder of mkdocs.yml."""

    taxonomies = options.ListOfItems(options.Type(str), default=[])
    """The ids to publish; all of them by default."""

    edit = options.Type(str, default="")
    """The address under which the files of the workspace can be edited, with `/` at its end."""

    policy = options.Type(bool, default=True)
    """Whether pages bring their Content-Security-Policy along."""


class AcoePlugin(BasePlugin[AcoeConfig]):  # type: ignore[no-untyped-call]  # theirs
    """Publishes taxonomies and guidelines. A build of `acoe site` fills the fields below itself."""

    def __init__(self) -> None:
        super().__init__()
        self.publication: Publication | None = None
        """What to publish; judged and gathered from the workspace where nobody has."""
        self.today: datetime.date | None = None
        self.sources: Path | None = None
        """The folder for the sources of generated pages, kept; else a temporary one."""
        self.progress: Callable[[], None] = lambda: None
        """Told after each page that was made, and after each that was put together."""
        self.parts: tuple[WrittenPart, ...] = ()
        """What was written for the site that is being built."""
        self._scratch: Path | None = None
        self._is_preview = False
        self._policy: str | None = None
        self._pages: dict[str, list[GeneratedPage]] = {}
        self._navs: dict[str, Navigation] = {}
        self._home: GeneratedPage | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """A preview by MkDocs itself reloads pages by an inline script, which a policy forbids."""
        self._is_preview = command == "serve"

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Set up the theme, and the search before it sets itself up."""
        root = find_workspace(self.config.workspace).root
        assert root is not None
        config.watch += (str(root / each) for each in WATCHED if (root / each).is_dir())
        dress(config)
        search = config.plugins.get("search") or config.plugins.get("material/search")
        if search is not None and not search.config.get("separator"):
            search.config["separator"] = SEPARATOR
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the pages, pictures and downloads of all parts."""
        _drop_links(files, Path(config.docs_dir))
        if (unwanted := files.get_file_from_path(SITE_MAP)) is not None:
            files.remove(unwanted)
        try:
            publication = self.publication or self._judged()
            folder = self._folder()
            self.parts = tuple(
                write_part(each, folder, done=self.progress) for each in publication.parts
            )
        except AcoeError as error:
            raise PluginError(str(error)) from error
        self._pages, self._home = {}, None
        for written in self.parts:
            base = "" if written.part.is_head else written.part.folder
            self._pages[written.part.folder] = [
                add_page(row, files, config, base=base, of=written.part.name)
                for row in written.pages
            ]
            for path, content in written.files.items():
                add_file(f"{written.part.folder}/{path}", str(content), files, config)
        if not any(name in files.src_uris for name in NAMES):
            parts = publication.parts
            said = config.site_description or ""
            home = write_home(folder, parts, title=config.site_name, description=said)
            self._home = add_page(home, files, config)
        for name, style in styles().items():
            add_file(f"{STYLES}/{name}", str(style), files, config)
        add_file(MARK, _MARKED, files, config)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Put the groups of each taxonomy into the navigation; a release has one of its own."""
        sections = {
            each.part.folder: section(each, self._pages[each.part.folder]) for each in self.parts
        }
        shown = [each.folder for each in firsts([each.part for each in self.parts])]
        self._navs = {
            folder: Navigation([entry], []) for folder, entry in sections.items()
            if folder not in shown
        }  # fmt: skip
        placed(nav, [sections[folder] for folder in shown])
        if self._home is not None:
            self._home.title = "Home"
            nav.items.insert(0, self._home)
            nav.homepage = self._home
        return nav

    def on_env(
        self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files
    ) -> jinja2.Environment:
        """Work out the policy, from the theme alone."""
        if self.config.policy and not self._is_preview and config.theme.name == THEME:
            self._policy = policy(theme_scripts(env, config))
        return env

    @event_priority(-100)
    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Fill a generated page; one of a release has the navigation and the search of that.

        Last of all: others, such as the search, go through all that a page holds by then.
        """
        if isinstance(page, GeneratedPage):
            page.fill()
            if page.base:
                context["nav"] = self._navs.get(page.base, nav)
                context["base_url"] = get_relative_url(page.base, page.url)
        return context

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Give a page its policy."""
        if isinstance(page, GeneratedPage):
            page.empty()
        self.progress()
        return self._governed(output)

    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        """Give the page for what is absent its policy."""
        return self._governed(output_content) if template_name == "404.html" else output_content

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the indexes of the search, after the search has written its own."""
        index = Path(config.site_dir) / INDEX
        is_one = len(firsts([each.part for each in self.parts])) == 1
        for written in self.parts:
            folder, title = written.part.folder, written.part.title
            if folder in self._navs:
                write_index(Path(config.site_dir) / folder / INDEX, written.entries, like=index)
            else:
                of = "" if is_one else title
                add_entries(index, written.entries, prefix=f"{folder}/", of=of)
        self._tidy()

    def on_build_error(self, *, error: Exception) -> None:
        """Leave nothing behind."""
        self._tidy()

    def on_shutdown(self) -> None:
        """Leave nothing behind."""
        self._tidy()

    def _governed(self, output: str) -> str:
        return output if self._policy is None else with_policy(output, self._policy)

    def _judged(self) -> Publication:
        """What the workspace publishes; raises `PluginError` if anything is wrong with it."""
        workspace = find_workspace(self.config.workspace)
        day = self.today or build_day()
        ids = self.config.taxonomies
        errors = 0
        judgement = judge(workspace, taxonomies=ids, today=day)
        for finding in judgement.findings:
            if finding.level == "error":
                errors += 1
                log.error(said_of(finding))
        if errors:
            raise PluginError(f"{errors} errors in taxonomies and guidelines; acoe lint shows them")
        return gather(judgement, edit=self.config.edit)

    def _folder(self) -> Path:
        """An empty folder for sources."""
        if self.sources is not None:
            return self.sources
        self._tidy()
        self._scratch = Path(tempfile.mkdtemp(prefix="acoe-site-"))
        return self._scratch

    def _tidy(self) -> None:
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None


WATCHED = ("taxonomies", "guidelines")
"""The folders of a workspace whose changes change a site."""


def said_of(finding: Finding) -> str:
    """A finding in one line: `FILE:LINE: rule: what is wrong (what to do)`."""
    place = ":".join(str(each) for each in (finding.file, finding.line) if each)
    hint = f" ({finding.hint})" if finding.hint else ""
    return f"{place}: {finding.rule}: {finding.message}{hint}"


def _drop_links(files: Files, docs: Path) -> None:
    """Leave out what is reached by a symbolic link: it may lead anywhere."""
    for file in list(files):
        if file.src_dir is None or Path(file.src_dir) != docs:
            continue
        steps = [docs / file.src_uri, *(docs / file.src_uri).parents]
        below = steps[: steps.index(docs)]
        if any(each.is_symlink() for each in below):
            log.warning(f"'{file.src_uri}' is reached by a symbolic link and was left out")
            files.remove(file)
