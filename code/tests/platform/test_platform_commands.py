"""What the commands say where something is wrong, and what they spare."""

import asyncio
import shutil
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest
from derivations.book.notebooks import refresh
from derivations.book.site import home, serve

ROOT = Path(__file__).parents[3]
ADDRESS = "https://github.com/me/book"


@pytest.fixture
def port_in_use():
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_port_in_use_is_said_before_anything_is_built(port_in_use, capsys):
    assert serve.main(["--free", str(port_in_use)]) == 1
    assert f"port {port_in_use} cannot be used" in capsys.readouterr().out


def test_a_free_port_is_no_error_and_serves_nothing_yet(port_in_use):
    with serve.server(0) as other:
        free = other.server_address[1]
    assert serve.main(["--free", str(free)]) == 0


def test_pages_are_served_until_they_are_interrupted(monkeypatch, capsys):
    class Pages:
        def __init__(self, port):
            assert port == 8123

        def __enter__(self):
            return self

        def __exit__(self, *_):
            print("closed")

        def serve_forever(self):
            raise KeyboardInterrupt

    monkeypatch.setattr(serve, "server", Pages)
    assert serve.main(["8123"]) == 0
    told = capsys.readouterr().out
    assert told == "http://localhost:8123 (Ctrl-C ends it)\n\nclosed\n"


@pytest.mark.parametrize("words", [[], ["x"], ["0"], ["70000"], ["1", "2"]])
def test_a_port_is_one_number(words, capsys):
    assert serve.main(words) == 2
    assert "a port is a number from 1 to 65535, got" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.mjs", "text/javascript"),
        ("a.wasm", "application/wasm"),
        ("a.css", "text/css"),
    ],
)
def test_files_are_served_with_the_types_that_browsers_insist_on(tmp_path, name, kind):
    (tmp_path / name).write_text("", encoding="utf-8")
    with serve.server(0, tmp_path) as pages:
        thread = threading.Thread(target=pages.serve_forever, daemon=True)
        thread.start()
        port = pages.server_address[1]
        with urllib.request.urlopen(f"http://{serve.HOST}:{port}/{name}") as answer:
            assert answer.headers["Content-Type"] == kind
        pages.shutdown()


def texts():
    names = ("pyproject.toml", "CITATION.cff", "README.md")
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in names}


def test_one_address_is_written_wherever_it_is_needed(tmp_path):
    once = home.moved(texts(), ADDRESS)
    assert f"]({ADDRESS}/raw/main/.github/page.png)" in once["README.md"]
    assert f"\nrepository-code: {ADDRESS}\n" in once["CITATION.cff"]
    for name, text in once.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert home.repository(tmp_path) == ADDRESS
    other = home.moved(once, ADDRESS + "2")
    assert home.moved(other, ADDRESS) == once  # moving again leaves nothing behind


def test_the_address_is_written_into_the_files_of_this_folder(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    for name, text in texts().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert home.main([]) == 2
    assert "URL must be a repository" in capsys.readouterr().err
    assert home.main([ADDRESS]) == 0
    moved = home.moved(texts(), ADDRESS)
    for name, text in moved.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == text


@pytest.mark.parametrize("address", ["", "book", "http://github.com/me/book", "a b"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValueError, match="URL must be a repository like"):
        home.moved(texts(), address)


def test_a_place_that_is_missing_is_named():
    with pytest.raises(ValueError, match=r"README\.md has no place"):
        home.moved({**texts(), "README.md": "no picture"}, ADDRESS)


def test_an_interrupted_refresh_ends_with_one_line(monkeypatch, capsys):
    def interrupted(task):
        task.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(asyncio, "run", interrupted)
    assert refresh.main(["01"]) == 130
    assert capsys.readouterr().out.count("\n") == 1


def test_a_chapter_that_is_none_is_named():
    done = subprocess.run(
        ["make", "check", "NAME=99"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode and 'begins with "99"' in done.stderr


@pytest.fixture
def check(tmp_path):
    """The check of every change, where other commands only say their names."""
    for name in (".ci/run", "code/tests/site/browsing.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        shutil.copy(ROOT / name, tmp_path / name)
    found = tmp_path / "bin"
    found.mkdir()
    for name in ("bash", "dirname"):
        (found / name).symlink_to(shutil.which(name))
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)

    def run(*programs):
        for name in ("make", "git", *programs):
            (found / name).write_text(f"#!{found}/bash\necho {name} $@\n")
            (found / name).chmod(0o755)
        command = [found / "bash", tmp_path / ".ci/run"]
        path = {"PATH": str(found)}
        return subprocess.run(command, env=path, capture_output=True, text=True).stdout

    return run


def test_where_no_browser_is_the_check_says_that_it_opened_no_page(check):
    told = check()
    assert "!! NOT RUN: the site in a browser." in told and "make book" in told
    assert "site-test SAMPLE=1" not in told


def test_where_a_browser_is_the_check_opens_pages(check):
    told = check("chromium", "chromedriver")
    assert "make site-test SAMPLE=1" in told and "NOT RUN" not in told
