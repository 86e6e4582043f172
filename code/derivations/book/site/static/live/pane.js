// One pane: what the reader writes on one side, the verdict on the other.
import * as address from "./address.js";
import * as answer from "./answer.js";
import * as formula from "./formula.js";
import { backed } from "./highlight.js";
import { ask, stop, Stopped } from "./python.js";

const OWN = "own";
const WIDEST = 50; // characters of a formula, as everywhere in the book
const CHARACTER = 10.5; // pixels that one takes

export function pane(root) {
  const kind = root.dataset.kind;
  const canCheck = "live" in root.dataset;
  const find = (name) => root.querySelector(`.${name}`);
  const [choice, status, shown] = ["choice", "status", "shown"].map(find);
  const [check, cancel, link] = ["check", "cancel", "link"].map(find);
  const fields = [...root.querySelectorAll("textarea")];
  const marks = fields.map(backed);
  const examples = [...root.querySelectorAll(".example")].map((example) => ({
    texts: [...example.querySelectorAll("pre")].map((pre) => pre.textContent.trimEnd()),
    verdict: example.querySelector(".verdict"),
  }));
  find("fields").hidden = false;
  root.classList.add("awake");
  const texts = () => fields.map((field) => field.value);
  const unmark = () => marks.forEach((mark) => mark.clear());

  function fill(values) {
    fields.forEach((field, k) => { field.value = values[k] ?? ""; });
    unmark();
    const same = ({ texts: known }) => fields.every((f, k) => f.value === known[k]);
    const number = examples.findIndex(same);
    choice.value = number < 0 ? OWN : number;
    if (number < 0) shown.replaceChildren();
    else shown.replaceChildren(examples[number].verdict);
    status.textContent = number < 0 ? "" : "Recorded verdict.";
  }

  choice.addEventListener("change", () => {
    fill(choice.value === OWN ? fields.map(() => "") : examples[choice.value].texts);
    if (canCheck) address.write(kind, texts());
    if (choice.value === OWN) fields[0].focus();
  });
  fields.forEach((field) => field.addEventListener("input", () => {
    choice.value = OWN;
    status.textContent = "";
    shown.replaceChildren(); // a verdict on another text than the one in the field
    unmark();
    address.write(kind, texts());
  }));

  function show(found) {
    if (found.refused) {
      const { where, row } = found.refused;
      const { start, end } = where === "code" ? stretch(row) : found.refused;
      shown.replaceChildren(...answer.refusal(found.refused, (text) => {
        fields[1].value = `${fields[1].value.trimEnd()}\n${text}`.trimStart();
        run();
      }));
      if (end > start) marks[where === "letters" ? 1 : 0].show(start, end);
      return;
    }
    if (kind === "gradient") return shown.replaceChildren(...answer.gradient(found));
    shown.replaceChildren(answer.headline(found), ...found.lines.map(answer.line));
    if (found.letters.length) shown.append(answer.letters(found.letters));
    const wrong = found.lines[found.wrong - 1];
    if (wrong) marks[0].show(wrong.start, wrong.end);
  }

  // A row of the code, as characters of it.
  function stretch(row) {
    if (!row) return {};
    const rows = fields[0].value.split("\n");
    const start = rows.slice(0, row - 1).join("\n").length + (row > 1);
    return { start, end: start + rows[row - 1].length };
  }

  function judging(on) {
    check.disabled = on;
    cancel.hidden = !on;
  }

  async function run() {
    const began = performance.now();
    const room = Math.floor(shown.clientWidth / CHARACTER) - 4;
    const [source, names] = texts();
    judging(true);
    unmark();
    shown.replaceChildren();
    address.write(kind, texts());
    try {
      await formula.load();
      const found = await ask(kind, { source, names, wide: Math.min(WIDEST, room) }, {
        progress: (text) => { status.textContent = text; },
        line: (line) => {
          status.textContent = `Line ${line.number} is judged …`;
          shown.append(answer.line(line));
        },
      });
      const seconds = (performance.now() - began) / 1000;
      show(found);
      status.textContent = found.refused ? "" : `Checked in ${seconds.toFixed(1)} seconds.`;
    } catch (error) {
      status.textContent = error instanceof Stopped ? "Stopped."
        : `It did not work: ${error.message}. Press the button to try again.`;
    }
    check.textContent = "Check";
    judging(false);
  }

  if (canCheck) {
    check.onclick = run;
    cancel.onclick = stop;
    link.onclick = async () => {
      await address.write(kind, texts());
      try {
        await navigator.clipboard.writeText(location.href);
        status.textContent = "The link is copied: it holds what stands in the fields.";
      } catch {
        status.textContent = "The address of this page is the link: copy it from there.";
      }
    };
  }
  fill(examples[0].texts);
  return { kind, root, fill };
}
