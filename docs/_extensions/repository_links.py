"""Links between the repository's files, as they are in the site.

The pages link to one another and to files as GitHub has it, by relative paths. In the site a file
of the repository that is shown by a page is that page, a folder is its README, and any other file
can be downloaded.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import Any

from sphinx.application import Sphinx

DOCS = Path(__file__).resolve().parents[1]
ROOT = DOCS.parent

PAGES = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "demo/README.md": "demo.md",
}
"""Files outside of docs/, and the pages that include them."""

_LINK = re.compile(r"(?<=\]\()(?!\w+:|#)([^)\s#]+)(?=[)#])")


def rewritten(text: str, folder: PurePosixPath, page_folder: PurePosixPath) -> str:
    """Markdown with its links as a page of the site needs them.

    Args:
        text: The Markdown.
        folder: Where its file is, relative to the repository.
        page_folder: Where the page is that shows it, relative to docs/.
    """

    def replaced(link: re.Match[str]) -> str:
        path = os.path.normpath(folder / link[0])
        if (ROOT / path).is_dir():
            path = f"{path}/README.md"
        path = f"docs/{PAGES[path]}" if path in PAGES else path
        target = os.path.relpath(path, "docs" / page_folder)
        return target if path.startswith("docs/") else f"path:{target}"

    return _LINK.sub(replaced, text)


def _on_page(app: Sphinx, name: str, content: list[str]) -> None:
    folder = PurePosixPath(name).parent
    content[0] = rewritten(content[0], "docs" / folder, folder)


def _on_include(app: Sphinx, path: Path, parent: str, content: list[str]) -> None:
    """What is included is shown by a page that stands in docs/ itself."""
    folder = os.path.relpath((DOCS / path).resolve().parent, ROOT)
    content[0] = rewritten(content[0], PurePosixPath(folder), PurePosixPath())


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.connect("source-read", _on_page)
    app.connect("include-read", _on_include)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
