// TeX to SVG and MathML, for derivations.book.mathsvg. Runs in a bare V8 engine after
// MathJax's loader, core, TeX input, SVG output, its font and the lite document model.
const adaptor = MathJax._.adaptors.liteAdaptor.liteAdaptor();
MathJax._.handlers.html_ts.RegisterHTMLHandler(adaptor);

const packages = [
  "base", "ams", "boldsymbol", "cancel", "centernot", "color", "mathtools", "upgreek",
];
const tex = new MathJax._.input.tex_ts.TeX({
  packages,
  formatError: (_, error) => { throw Error(error.message); },
});
// "global": every glyph is drawn once and then referred to by its id.
const font = new MathJax._.output.svg.fonts.tex_ts.TeXFont();
const svg = new MathJax._.output.svg_ts.SVG({ font, fontCache: "global" });
const page = MathJax._.mathjax.mathjax.document("", { InputJax: tex, OutputJax: svg });
const mathml = new MathJax._.core.MmlTree.SerializedMmlVisitor.SerializedMmlVisitor();

function typeset(source, display) {
  const formula = new page.options.MathItem(source, tex, display);
  formula.setMetrics(16, 8, 1280, 1000000, 1);
  formula.compile(page);
  formula.typeset(page);
  return JSON.stringify({
    svg: adaptor.innerHTML(formula.typesetRoot),
    mathml: mathml.visitTree(formula.root),
  });
}

function glyphs() {
  const drawn = {};
  for (const path of adaptor.childNodes(svg.fontCache.getCache())) {
    drawn[adaptor.getAttribute(path, "id")] = adaptor.outerHTML(path);
  }
  return JSON.stringify(drawn);
}
