// One worker for the page: made for the first question, ended by stop().
let worker = null;
let waiting = null;

export function ask(kind, input, heard) {
  waiting?.reject(new Stopped());
  worker ??= made();
  return new Promise((resolve, reject) => {
    waiting = { resolve, reject, heard };
    worker.postMessage({ kind, input });
  });
}

export function stop() {
  worker?.terminate();
  worker = null;
  waiting?.reject(new Stopped());
  waiting = null;
}

export class Stopped extends Error {}

function made() {
  const fresh = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  fresh.onmessage = ({ data: { kind, value } }) => {
    if (fresh !== worker || !waiting) return;
    if (kind === "answer") finish("resolve", value);
    else if (kind === "failure") fail(value);
    else waiting.heard[kind]?.(value);
  };
  fresh.onerror = (event) => fail(event.message || "the worker did not start");
  return fresh;
}

function finish(how, value) {
  const { [how]: call } = waiting;
  waiting = null;
  call(value);
}

// A worker that failed may be broken: the next question gets a new one.
function fail(message) {
  worker?.terminate();
  worker = null;
  if (waiting) finish("reject", Error(message));
}
