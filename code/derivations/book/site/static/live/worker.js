// Python in a thread of its own: the page stays usable meanwhile, and can end it.
const here = new URL("python/", import.meta.url).href;
const tell = (kind, value) => postMessage({ kind, value });
const plain = { dict_converter: Object.fromEntries };

async function bytes(name) {
  const answer = await fetch(here + name);
  if (!answer.ok) throw Error(`${name} could not be loaded (${answer.status})`);
  return answer.arrayBuffer();
}

async function start() {
  tell("progress", "Loading Python (1 of 3) …");
  const packed = bytes("derivations.zip");
  packed.catch(() => {}); // told below, where it is waited for
  const { loadPyodide } = await import(`${here}pyodide.mjs`);
  const python = await loadPyodide({ indexURL: here });
  tell("progress", "Loading the checker (2 of 3) …");
  python.unpackArchive(await packed, "zip");
  return python;
}

// What each kind of input needs beside Python, and how it is judged.
const judges = {
  async derivation(python, { source, names, wide }) {
    tell("progress", "Starting SymPy (3 of 3) …");
    const { answer } = python.pyimport("derivations.steps.on_page");
    tell("progress", "Reading your lines …");
    const on_line = (line) => tell("line", line.toJs(plain));
    return answer.callKwargs(source, names, { wide, on_line });
  },
  async gradient(python, { source }) {
    tell("progress", "Starting NumPy (3 of 3) …");
    await python.loadPackage("numpy", { messageCallback() {}, checkIntegrity: true });
    const { answer } = python.pyimport("derivations.gradients.on_page");
    tell("progress", "Comparing both functions …");
    return answer(source);
  },
};

let started;
onmessage = async ({ data: { kind, input } }) => {
  try {
    started ??= start();
    const found = await judges[kind](await started, input);
    tell("answer", found.toJs(plain));
    found.destroy();
  } catch (error) {
    tell("failure", lastLine(error));
  }
};

// Of what Python says, the last line names what happened.
function lastLine(error) {
  return String(error?.message ?? error).trim().split("\n").at(-1);
}
