"""The site that `make docs` builds of these pages. On GitHub they read well without it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "_extensions"))

project = "jupyter-stop-stream"
author = "jupyter-stop-stream contributors"
project_copyright = author
release = json.loads((HERE.parent / "package.json").read_text(encoding="utf-8"))["version"]

extensions = ["myst_parser", "sphinx_copybutton", "repository_links"]
exclude_patterns = ["_build", "_extensions"]
# What refers to nothing is a warning, and `make docs` takes warnings for errors.
nitpicky = True

myst_heading_anchors = 4
# A block that names no language is a drawing, an output or a session.
highlight_language = "text"

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_use_index = False
html_theme_options = {
    "home_page_in_toc": True,
    # The side has one.
    "navbar_persistent": [],
    "navigation_with_keys": False,
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
}
