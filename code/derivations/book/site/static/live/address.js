// What stands in the fields is kept behind the # of the address, deflated, in letters
// that a link may hold. It is never sent: browsers keep that part for themselves.
const through = (data, stream) =>
  new Response(new Blob([data]).stream().pipeThrough(stream)).arrayBuffer();

export async function write(kind, values) {
  const packed = new Uint8Array(
    await through(JSON.stringify(values), new CompressionStream("deflate-raw")));
  const base64 = btoa(String.fromCharCode(...packed));
  const name = base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  history.replaceState(null, "", `#${kind}.${name}`);
}

export async function read() {
  const found = /^#(derivation|gradient)\.([\w-]+)$/.exec(location.hash);
  if (!found) return null;
  try {
    const base64 = found[2].replaceAll("-", "+").replaceAll("_", "/");
    const packed = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const text = await through(packed, new DecompressionStream("deflate-raw"));
    const values = JSON.parse(new TextDecoder().decode(text));
    return { kind: found[1], values: values.map(String) };
  } catch {
    return null; // a link that was cut: nothing can be restored from it
  }
}
