// Excerpts of what a search finds: prose alone, no code and no pieces of formulas.
addEventListener("DOMContentLoaded", () => {
  const whole = Search.htmlToText;
  Search.htmlToText = (text, anchor) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    page.querySelectorAll(
      "#jb-print-docs-body, .cell_input, details.hide, .cite, .legend, .mathml, .math, .check"
    ).forEach((element) => element.remove());
    return whole(page.documentElement.outerHTML, anchor);
  };
});
