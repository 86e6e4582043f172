"""Buttons that lead elsewhere appear only where it is known where they lead."""

from types import SimpleNamespace

import pytest
from derivations.book.site import offline

APP = SimpleNamespace(srcdir="a folder without pyproject.toml")


@pytest.fixture
def config():
    """The options that Jupyter Book hands over by default."""
    options = {
        "repository_url": "https://github.com/executablebooks/jupyter-book",
        "launch_buttons": {"binderhub_url": "https://mybinder.org"},
        "path_to_docs": "",
        "search_bar_text": "Search",
    }
    return SimpleNamespace(html_theme_options=options)


def test_without_a_repository_there_is_no_button(config, monkeypatch):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    offline.configure(APP, config)
    assert config.html_theme_options == {"search_bar_text": "Search"}


def test_with_a_repository_buttons_lead_there(config, monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "someone/derivations")
    monkeypatch.setenv("GITHUB_REF_NAME", "main")
    monkeypatch.delenv("GITHUB_SERVER_URL", raising=False)
    offline.configure(APP, config)
    options = config.html_theme_options
    assert options["repository_url"] == "https://github.com/someone/derivations"
    assert options["repository_branch"] == "main"
    assert options["launch_buttons"]["binderhub_url"] == "https://mybinder.org"


def test_an_address_in_pyproject_serves_where_github_is_silent(
    config, monkeypatch, tmp_path
):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    address = "https://example.org/me/book"
    text = f'[project]\nname = "x"\n[project.urls]\nRepository = "{address}"\n'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    offline.configure(SimpleNamespace(srcdir=str(tmp_path)), config)
    assert config.html_theme_options["repository_url"] == address


def test_thebe_is_left_out():
    context = {
        "script_files": ["_static/search.js", "https://unpkg.com/thebe@0.8.2/index.js"],
        "css_files": ["_static/book.css", "_static/sphinx-thebe.css"],
    }
    offline.drop_thebe(None, "page", "page.html", context, None)
    assert context == {
        "script_files": ["_static/search.js"],
        "css_files": ["_static/book.css"],
    }
