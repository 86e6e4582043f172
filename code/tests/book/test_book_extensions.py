"""What the extensions of the site declare to Sphinx, and in which order they end."""

from importlib import import_module
from pathlib import Path
from unittest.mock import MagicMock

import pytest
import yaml
from derivations.book import site

HOME = "derivations.book.site."
ROOT = Path(__file__).parents[3]
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
LISTED = [
    name.removeprefix(HOME)
    for name in CONFIG["sphinx"]["extra_extensions"]
    if name.startswith(HOME)
]
COLLECT = {"pages", "front", "references"}  # what they read of one page, others need
ONE_ENGINE = {"mathsvg"}  # its JavaScript lives in one process


@pytest.fixture(scope="module")
def registered():
    """What each extension does with Sphinx as it is loaded, and what it returns."""
    apps = {name: MagicMock() for name in LISTED}
    return {
        name: (import_module(HOME + name).setup(app), app) for name, app in apps.items()
    }


def test_every_extension_is_used(registered):
    files = Path(site.__file__).parent.glob("*.py")
    found = {f.stem for f in files if "\ndef setup(" in f.read_text(encoding="utf-8")}
    assert set(registered) == found and len(LISTED) == len(found)


@pytest.mark.parametrize("name", LISTED)
def test_pages_are_read_and_written_side_by_side_where_they_may_be(name, registered):
    declared, _ = registered[name]
    assert declared["parallel_read_safe"] is (name not in COLLECT)
    assert declared["parallel_write_safe"] is (name not in ONE_ENGINE)


def handlers(registered, event):
    """The functions that answer an event, in the order in which they do."""
    calls = [call for _, app in registered.values() for call in app.connect.mock_calls]
    answers = [
        (call.kwargs.get("priority", 500), call.args[1].__name__)
        for call in calls
        if call.args[0] == event
    ]
    return [name for _, name in sorted(answers)]


def test_pages_are_mended_lightened_and_cut_down_once_they_are_whole(registered):
    ending = handlers(registered, "build-finished")
    first = {"add_card", "add_glyphs", "copy_parts", "quieten", "write_for_robots"}
    assert set(ending[:-3]) == first and ending[-3:] == ["repair", "lighten", "cut"]


def test_what_others_have_set_is_taken_back_at_the_end(registered):
    assert handlers(registered, "config-inited")[0] == "configure"
    assert handlers(registered, "html-page-context")[-1] == "drop_thebe"
