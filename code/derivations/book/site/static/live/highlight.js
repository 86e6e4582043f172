// A stretch of a text field in color: its text is laid once more behind the field.
export function backed(field) {
  const behind = document.createElement("div");
  behind.className = "behind";
  behind.ariaHidden = "true";
  field.before(behind);
  const follow = () => behind.scrollTo(field.scrollLeft, field.scrollTop);
  field.addEventListener("scroll", follow);

  function show(start, end) {
    const mark = document.createElement("mark");
    mark.append(field.value.slice(start, end));
    behind.replaceChildren(field.value.slice(0, start), mark, `${field.value.slice(end)}\n`);
    field.scrollTop = Math.max(0, mark.offsetTop - field.clientHeight / 3);
    follow();
  }

  const clear = () => behind.replaceChildren();
  return { show, clear };
}
