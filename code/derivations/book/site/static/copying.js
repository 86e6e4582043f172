// Copying keeps formulas: as TeX. Every formula carries its source; a chain is copied
// as an `align`, which `check_latex` of this book's package reads.
const sourceOf = (math) => {
  const tex = math.dataset.tex.replace(/^\\displaystyle\s*/, "");
  return math.matches("div") ? `\n$$\n${tex}\n$$\n` : `$${tex}$`;
};

// Text of a part of the page, formulas as TeX.
function withSources(part) {
  part.querySelectorAll(".math").forEach((math) => {
    math.replaceWith(math.dataset.tex ? sourceOf(math) : math.textContent);
  });
  part.querySelectorAll(".headerlink, .copy-chain, .copybtn").forEach((e) => e.remove());
  part.querySelectorAll("p, li, tr, h1, h2, h3, pre, div, summary").forEach((e) => e.append("\n"));
  part.querySelectorAll("td:not(:last-child), th:not(:last-child)").forEach((e) => e.append("\t"));
  return part.textContent.replace(/[ \t]+\n/g, "\n").replace(/\n{3,}/g, "\n\n").trim();
}

addEventListener("copy", (event) => {
  const selection = getSelection();
  if (selection.isCollapsed || event.target.closest?.("input, textarea, pre")) return;
  const part = document.createElement("div");
  for (let k = 0; k < selection.rangeCount; k++) {
    const range = selection.getRangeAt(k);
    const around = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest(".math");
    if (around(range.startContainer)) range.setStartBefore(around(range.startContainer));
    if (around(range.endContainer)) range.setEndAfter(around(range.endContainer));
    part.append(range.cloneContents());
  }
  if (!part.querySelector(".math")) return;
  event.clipboardData.setData("text/plain", withSources(part));
  event.preventDefault();
});

// The lines of a chain: what stands left of the relation, it, what stands right, why.
function alignOf(chain) {
  const lines = [];
  for (const row of chain.querySelectorAll("tbody tr")) {
    const [formula, beside] = row.cells;
    const tex = formula.querySelector(".math")?.dataset.tex;
    if (!tex) continue;
    const bare = tex.replace(/^\\displaystyle\s*/, "");
    const begins = bare.match(/^\\quad\s+(\\\w+|[=<>])\s*(.*)$/s);
    const goesOn = bare.match(/^\\qquad(?:\\quad)?\s*(?:\{\})?(.*)$/s);
    if (begins) lines.push({ relation: begins[1], right: begins[2] });
    else if (goesOn && lines.length) {
      const last = lines.at(-1);
      const end = last.relation === undefined ? "left" : "right";
      last[end] += ` ${goesOn[1]}`;
    } else lines.push({ left: bare });
    const reason = beside.cloneNode(true);
    reason.querySelectorAll(".check").forEach((e) => e.remove());
    const why = withSources(reason).replace(/\s+/g, " ");
    if (why) lines.at(-1).why = why;
  }
  const text = lines.map((line) => {
    if (line.left !== undefined) return line.left;
    const why = line.why ? ` && \\text{${line.why.replace(/[%&#]/g, "\\$&")}}` : "";
    return `&${line.relation} ${line.right}${why}`;
  });
  // A left side stands in one line with the first relation behind it.
  const joined = text.join(" \\\\\n").replace(/^([^&\n].*) \\\\\n&/gm, "$1 &");
  return `\\begin{align}\n${joined}\n\\end{align}`;
}

function say(element, words) {
  let told = document.querySelector(".copied");
  if (!told) {
    told = document.body.appendChild(document.createElement("div"));
    told.className = "copied";
    told.setAttribute("role", "status");
  }
  told.textContent = words;
  told.classList.add("shown");
  clearTimeout(told.timer);
  told.timer = setTimeout(() => told.classList.remove("shown"), 1500);
}

async function copy(text, element, words) {
  try {
    await navigator.clipboard.writeText(text);
    say(element, words);
  } catch {
    say(element, "The browser does not let this page copy");
  }
}

addEventListener("click", (event) => {
  const math = event.target.closest?.(".math[data-tex]");
  if (!math || !getSelection().isCollapsed) return;
  if (math.closest("a, summary, button, label")) return;
  copy(math.dataset.tex.replace(/^\\displaystyle\s*/, ""), math, "TeX of the formula copied");
});

addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".derivation").forEach((chain) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-chain";
    button.textContent = "Copy as LaTeX";
    button.addEventListener("click", () => copy(alignOf(chain), chain, "Chain copied as LaTeX"));
    chain.append(button);
  });
});
