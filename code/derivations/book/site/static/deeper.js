// What some browsers do not do by themselves: open a fold for a link or for printing.
const folds = () => document.querySelectorAll("main details");

function openAround(target) {
  for (let fold = target?.closest("details"); fold;
       fold = fold.parentElement.closest("details")) fold.open = true;
}

function openForAddress() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target?.closest("details:not([open])")) return;
  openAround(target);
  target.scrollIntoView();
}

addEventListener("hashchange", openForAddress);
addEventListener("DOMContentLoaded", openForAddress);
addEventListener("click", (event) => {
  // The address does not change for a second click on the same link.
  const link = event.target.closest?.('a[href^="#"]');
  if (link && link.hash === location.hash) openForAddress();
});
addEventListener("beforeprint", () => folds().forEach((fold) => {
  fold.dataset.wasOpen = fold.open;
  fold.open = true;
}));
addEventListener("afterprint", () => folds().forEach((fold) => {
  fold.open = fold.dataset.wasOpen === "true";
}));
// Who goes through a page by the keyboard would overshoot sections whose height is a guess.
addEventListener("keydown", (event) => {
  if (event.key === "Tab") document.documentElement.classList.add("by-keyboard");
});
