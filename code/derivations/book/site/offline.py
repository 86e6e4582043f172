"""Sphinx extension: nothing on a page asks another host.

Jupyter Book loads thebe (code that runs on Binder) from a public network on every page,
and its launch buttons point to its own repository when ours is not known. Here thebe is
left out, and the buttons appear only where it is known where the book lives: GitHub
says so while it builds, and `make home` writes it into pyproject.toml.
"""

import os
import re
from pathlib import Path

from .home import repository


def known_repository(root: Path) -> tuple[str, str] | None:
    """Return address and branch of the repository being built, where they are known.

    >>> "GITHUB_REPOSITORY" in os.environ or known_repository(Path("nowhere")) is None
    True
    """
    name = os.environ.get("GITHUB_REPOSITORY")
    if not name:
        address = repository(root)
        return (address, "main") if address else None
    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    return f"{server}/{name}", os.environ.get("GITHUB_REF_NAME", "main")


def pages_address(repository: str) -> str:
    """Return where GitHub publishes the pages of a repository; "" for another host.

    >>> pages_address("https://github.com/me/book")
    'https://me.github.io/book/'
    """
    found = re.fullmatch(r"https://github\.com/([\w.-]+)/([\w.-]+)", repository)
    return f"https://{found[1].lower()}.github.io/{found[2]}/" if found else ""


def configure(app, config):
    options = config.html_theme_options
    options.pop("launch_buttons", None)
    for key in ("repository_url", "repository_branch", "path_to_docs"):
        options.pop(key, None)
    if known := known_repository(Path(app.srcdir)):
        url, branch = known
        config.html_baseurl = pages_address(url)
        options["repository_url"] = url
        options["repository_branch"] = branch
        options["use_repository_button"] = True
        options["launch_buttons"] = {
            "binderhub_url": "https://mybinder.org",
            "notebook_interface": "jupyterlab",
        }


def drop_thebe(app, pagename, templatename, context, doctree):
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context[kind] if "thebe" not in str(file)]


def setup(app):
    app.connect("config-inited", configure, priority=0)
    app.connect("html-page-context", drop_thebe, priority=1000)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
