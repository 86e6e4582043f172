// Formulas of a fresh verdict are set by KaTeX, which is loaded with Python.
let katex = null;

export async function load() {
  if (katex) return;
  const folder = new URL("katex/", import.meta.url).href;
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = `${folder}katex.min.css`;
  document.head.append(sheet);
  katex = (await import(`${folder}katex.mjs`)).default;
}

export function formula(tex) {
  const span = document.createElement("span");
  try { // in braces: it is not broken behind its relation
    katex.render(`{\\displaystyle ${tex}}`, span, { throwOnError: true, trust: false });
  } catch {
    span.textContent = tex;
  }
  return span;
}
