"""Sphinx extension: nothing on a page asks another host.

Jupyter Book loads thebe (code that runs on Binder) from a public network on every page,
and its launch buttons point to its own repository when ours is not known. Here thebe is
left out, and the buttons appear only where GitHub itself builds the book and says which
repository and branch that is.
"""

import os


def known_repository() -> tuple[str, str] | None:
    """Return address and branch of the repository being built, where GitHub tells.

    >>> "GITHUB_REPOSITORY" in os.environ or known_repository() is None
    True
    """
    name = os.environ.get("GITHUB_REPOSITORY")
    if not name:
        return None
    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    return f"{server}/{name}", os.environ.get("GITHUB_REF_NAME", "main")


def configure(app, config):
    options = config.html_theme_options
    options.pop("launch_buttons", None)
    for key in ("repository_url", "repository_branch", "path_to_docs"):
        options.pop(key, None)
    if repository := known_repository():
        url, branch = repository
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
