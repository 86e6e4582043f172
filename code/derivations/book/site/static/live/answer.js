// A verdict as part of the page. The recorded ones are built the same way in live.py.
import { formula } from "./formula.js";

export function el(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

export function line(found) {
  const said = el("p", "said", el("b", "", `Line ${found.number}`),
    el("span", "", ` ${found.glyph} ${found.words}`.replace("  ", " ")));
  if (found.reason) said.append(el("span", "reason", ` ${found.reason}`));
  const pieces = found.formulas.map((tex) => el("p", "", formula(tex)));
  const row = el("div", `line ${found.mark}`, said, scrolling("formula", ...pieces));
  if (found.why) row.append(why(found.why));
  return row;
}

// What is wider than a phone scrolls; the keyboard has to reach it.
function scrolling(className, ...children) {
  const element = el("div", className, ...children);
  element.tabIndex = 0;
  return element;
}

function why({ said, note, values }) {
  const element = el("div", "why");
  if (said.length) element.append(el("p", "", ...said.map(piece)));
  if (note) element.append(el("p", "", note));
  if (values) {
    const entry = values.entry && ` in entry ${values.entry}`;
    element.append(el("p", "values", "The line before gives ", el("b", "", values.left),
      ", this line gives ", el("b", "", values.right), `${entry}, at`));
    element.append(el("p", "point", ...values.point.flatMap(([name, value]) =>
      [el("span", "", formula(`${name} = ${value}`)), " "])));
  }
  return element;
}

const piece = ([kind, text]) => kind === "formula" ? formula(text) : text;

export function letters(found) {
  const rows = found.map(({ name, kind, says }) => el("tr", kind,
    el("td", "", formula(name)),
    el("td", "", kind === "definition" ? "stands for " : "",
      kind === "definition" ? formula(says) : says,
      kind === "assumed" ? " (assumed)" : "")));
  const fold = el("details", "letters", el("summary", "", "How the letters were read"),
    el("table", "", el("tbody", "", ...rows)));
  fold.open = found.some(({ kind }) => kind === "assumed");
  return fold;
}

export function headline(found) {
  return el("p", `headline ${found.verdict.replaceAll(" ", "-")}`, found.sentence);
}

export function gradient(found) {
  const cells = (row, tag) => el("tr", "", ...row.map((text) => el(tag, "", text)));
  const table = scrolling("entries", el("table", "", el("thead", "", cells(found.head, "th")),
    el("tbody", "", ...found.rows.map((row) => cells(row, "td")))));
  const told = found.told.map(([label, words]) => el("p", "told", el("b", "", `${label}: `),
    label === "Instead" ? el("code", "", words) : words));
  return [headline(found), ...told, ...(found.rows.length ? [table] : [])];
}

const REFUSED = {
  letters: "The letters are not understood",
  code: "Your code does not run",
};

// What was not understood: the place, and buttons that would settle it.
export function refusal({ message, where, row, before, token, after, remedies }, settle) {
  const title = REFUSED[where] ?? "Not understood, so not checked";
  const place = row ? `In row ${row}: ` : "";
  const shown = [el("p", "headline refused", title),
    el("p", "", `${place}${message}.`.replace(/([.?!])\.$/, "$1"))];
  if (token !== undefined) {
    const caret = `\n${" ".repeat(before.length)}^`;
    shown.push(el("pre", "place", before, el("mark", "", token), after, caret));
  }
  const buttons = (remedies ?? []).map((text) => {
    const button = el("button", "", `Declare “${text}”`);
    button.type = "button";
    button.onclick = () => settle(text);
    return button;
  });
  return buttons.length ? [...shown, el("p", "remedies", ...buttons)] : shown;
}
