"""Sphinx extension: what a page says of itself to search engines and to those who link.

Description and Open Graph, and where the book's own address is known the canonical
address of every page, a picture, and a sitemap.
"""

import re
from html import escape
from pathlib import Path
from xml.sax.saxutils import escape as escape_xml

from docutils import nodes
from sphinx.application import Sphinx

from .card import ALT, PICTURE, SIZE
from .titles import notebook_of

LONGEST = 200  # characters of a description


def describe(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Add the description of a page to its head."""
    if doctree is None:  # search, index: nothing to find there
        context["metatags"] = '<meta name="robots" content="noindex">'
        return
    notebook = notebook_of(app.srcdir, page)
    said = notebook.about.get("description", "") if notebook else _declared(doctree)
    title = re.sub("<.*?>", "", context.get("title", ""))
    description = said or _first_words(doctree)
    tags = {
        "og:type": "article" if notebook else "website",
        "og:title": title,
        "og:description": description,
        "og:site_name": app.config.html_title,
    }
    if base := app.config.html_baseurl:
        tags["og:url"] = base + app.builder.get_target_uri(page)
        tags["og:image"] = base + PICTURE
        tags["og:image:width"], tags["og:image:height"] = map(str, SIZE)
        tags["og:image:alt"] = ALT
        tags["twitter:card"] = "summary_large_image"
    lines = [f'<meta property="{k}" content="{_quoted(v)}">' for k, v in tags.items()]
    if 'name="description"' not in context.get("metatags", ""):
        lines.insert(0, f'<meta name="description" content="{_quoted(description)}">')
    context["metatags"] = "\n".join([context.get("metatags", ""), *lines])


def _quoted(text: str) -> str:
    return escape(" ".join(text.split()))


def _declared(doctree: nodes.document) -> str:
    """What the page's head gives as its description, or ""."""
    for meta in doctree.findall(nodes.meta):
        if meta.get("name") == "description":
            return meta["content"]
    return ""


def _first_words(doctree: nodes.document) -> str:
    """The first paragraph, without formulas, cut at the end of a word."""
    for paragraph in doctree.findall(nodes.paragraph):
        words = " ".join(paragraph.astext().split())
        if len(words) > 40 and not next(paragraph.findall(nodes.math), None):
            return (
                words if len(words) <= LONGEST else words[:LONGEST].rpartition(" ")[0]
            )
    return ""


def write_for_robots(app: Sphinx, exception: Exception | None) -> None:
    """Write `robots.txt`, and the sitemap where the address is known."""
    if exception or app.builder.name != "html":
        return
    out, base = Path(app.outdir), app.config.html_baseurl
    rules = "User-agent: *\nDisallow: /_sources/\n"
    if base:
        rules += f"Sitemap: {base}sitemap.xml\n"
        pages = sorted(app.env.found_docs)
        (out / "sitemap.xml").write_text(sitemap(base, pages, app), encoding="utf-8")
    (out / "robots.txt").write_text(rules, encoding="utf-8")


def sitemap(base: str, pages: list[str], app: Sphinx) -> str:
    """Return the list of all pages, as search engines read it."""
    urls = (base + app.builder.get_target_uri(page) for page in pages)
    entries = "".join(f"<url><loc>{escape_xml(url)}</loc></url>\n" for url in urls)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{entries}</urlset>\n"
    )


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.connect("html-page-context", describe)
    app.connect("build-finished", write_for_robots)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
