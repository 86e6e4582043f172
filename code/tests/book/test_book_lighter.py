"""Finished pages: what is left out of them, added, and mended."""

import struct
from types import SimpleNamespace

import pytest
from derivations.book.site import accessible, icons, lighter, scrollers
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from sphinx.errors import ExtensionError

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 480)
PAGE = """<html lang="en" data-theme="auto"><head>
<script defer src="../_static/scripts/fontawesome.js?digest=1"></script>
<script src="../_static/searchtools.js"></script>
<script src="../_static/language_data.js"></script>
<script src="../searchindex.js"></script>
<script src="../_static/doctools.js?v=1"></script></head>
<div class="sidebar-primary-item">

<a class="navbar-brand logo" href="#">Book</a></div>
<div class="sidebar-primary-item"><nav>contents</nav></div>
<button class="btn search-button-field x" title="Search" aria-label="Search">
<summary aria-label="Toggle hidden content"><p>code</p></summary>
<table><th class="head stub"><p></p></th><th class="head"><p>a</p></th></table>
<button onclick="window.print()" class="btn" title="Print to PDF" data-x="">
<div class="citation" id="work-a" role="doc-biblioentry"></div>
<span class="n">x</span><span class="w"> </span><span class="k">in</span>
<img alt="a" src="figure.png" /><img src="gone.png"/><i class="fas fa-bars"></i>"""


@pytest.fixture
def app(tmp_path):
    for name in ("page.html", "search.html"):
        (tmp_path / name).write_text(PAGE, encoding="utf-8")
    (tmp_path / "figure.png").write_bytes(PNG)
    return SimpleNamespace(outdir=tmp_path, builder=SimpleNamespace(format="html"))


def text(app, name="page.html"):
    return (app.outdir / name).read_text(encoding="utf-8")


def test_only_the_page_of_results_loads_the_search(app):
    lighter.lighten(app, None)
    assert "searchindex" not in text(app) and "doctools.js" in text(app)
    assert "searchindex.js" in text(app, "search.html")


def test_pictures_say_their_size_and_load_late(app):
    lighter.lighten(app, None)
    said = '<img loading="lazy" width="640" height="480" alt="a" src="figure.png" />'
    assert said in text(app)
    assert '<img src="gone.png"/>' in text(app)


def test_code_is_marked_only_where_a_color_is_its_own(app):
    lighter.lighten(app, None)
    assert '\nx <span class="k">in</span>\n' in text(app)


def test_the_script_of_icons_is_left_out(app):
    icons.cut(app, None)
    assert "fontawesome.js" not in text(app)


def font(path, codes):
    """Write a font that has an empty glyph for each of these codes."""
    names = {code: f"u{code:x}" for code in codes}
    every = [".notdef", *names.values()]
    made = FontBuilder(1000)
    made.setupGlyphOrder(every)
    made.setupCharacterMap(names)
    made.setupGlyf({name: TTGlyphPen(None).glyph() for name in every})
    made.setupHorizontalMetrics(dict.fromkeys(every, (500, 0)))
    made.setupHorizontalHeader()
    made.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(path)


STYLE = (
    "src:url(../a.woff2) format('woff2'), url(../a.ttf) format('truetype')}"
    r'.fa-bars:before{content:"\f0c9"}.fa-cat:before{content:"\f6be"}a{b:c}'
)


def test_style_and_fonts_are_cut_to_the_icons_that_are_shown(app):
    style = app.outdir / icons.STYLE
    style.parent.mkdir(parents=True)
    style.write_text(STYLE, encoding="utf-8")
    (app.outdir / "_static/own.css").write_text('.x:before{content:"\uf019"}', "utf-8")
    for name in (f"{icons.SCRIPTS}/fontawesome.js", "_static/a.map", "_static/a.js"):
        (app.outdir / name).parent.mkdir(exist_ok=True)
        (app.outdir / name).write_text("")
    solid = app.outdir / icons.FONTS / "fa-solid-900.ttf"
    font(solid, [0xF0C9, 0xF6BE, 0xF019])
    solid.with_suffix(".woff2").write_bytes(b"the same, packed")
    icons.cut(app, None)
    assert style.read_text(encoding="utf-8") == (
        "src:url(../a.ttf) format('truetype')}"
        r'.fa-bars:before{content:"\f0c9"}a{b:c}'
    )
    assert set(TTFont(solid).getBestCmap()) == {0xF0C9, 0xF019}
    left = {path.name for path in app.outdir.rglob("*") if path.is_file()}
    html = {"page.html", "search.html", "figure.png"}
    assert left == html | {"own.css", "a.js", "fa-solid-900.ttf", style.name}
    once = solid.read_bytes()
    icons.cut(app, None)
    assert solid.read_bytes() == once  # the same bytes every time


def test_what_the_theme_leaves_undone_is_mended(app):
    accessible.repair(app, None)
    page = text(app)
    assert page.count('role="navigation"') == 1  # the contents have a landmark already
    assert '<html lang="en" data-theme="light">' in page
    assert '<div class="citation" id="work-a" role="listitem">' in page
    assert 'title="Search">' in page and "<summary><p>code</p>" in page
    assert '<td class="head stub"></td><th class="head"><p>a</p></th>' in page
    assert 'title="Print to .pdf" aria-label="Print to .pdf" data-x="">' in page


ASKING = (
    'e=()=>{document.querySelectorAll(["pre",".output"].join(", ")).forEach('
    "e=>{e.tabIndex=e.scrollWidth>e.clientWidth?0:-1})}"
)


def test_the_theme_asks_nothing_for_its_size(app):
    script = app.outdir / scrollers.SCRIPT
    script.parent.mkdir(parents=True)
    script.write_text(ASKING, encoding="utf-8")
    for _ in range(2):  # a second build finds it done
        scrollers.quieten(app, None)
        found = script.read_text(encoding="utf-8")
        assert found.startswith("e=()=>{[].forEach(e=>") and "pre" not in found
    script.write_text("another theme", encoding="utf-8")
    with pytest.raises(ExtensionError, match="0 times, and once is expected"):
        scrollers.quieten(app, None)


def test_a_build_that_failed_is_left_alone(app):
    for step in (lighter.lighten, icons.cut, accessible.repair, scrollers.quieten):
        step(app, ValueError("it failed"))
    assert text(app) == PAGE
