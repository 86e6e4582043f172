// The page on which readers check their own work: its panes, and what a link brings.
import { read } from "./address.js";
import { pane } from "./pane.js";

const panes = [...document.querySelectorAll(".live-pane")].map(pane);

async function restore() {
  const found = await read();
  const wanted = found && panes.find(({ kind }) => kind === found.kind);
  if (!wanted) return;
  wanted.fill(found.values);
  wanted.root.scrollIntoView();
}

addEventListener("hashchange", restore);
restore();
