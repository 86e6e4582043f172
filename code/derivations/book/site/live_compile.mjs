// Compile a folder of Python with the Python of the browser, and pack it:
//   node live_compile.mjs PYODIDE_FOLDER SOURCE_FOLDER TARGET.zip
// Compiled there, it starts twice as fast; the marks of times are left out of the files,
// so that the same sources give the same bytes.
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodide, source, target] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
const python = await loadPyodide();
python.FS.mkdirTree("/source");
python.FS.mount(python.FS.filesystems.NODEFS, { root: source }, "/source");
python.runPython(`
import io, pathlib, py_compile, zipfile
source, packed = pathlib.Path("/source"), io.BytesIO()
with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for path in sorted(source.rglob("*.py")):
        name = path.relative_to(source).as_posix()
        py_compile.compile(str(path), "compiled", name, doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
        entry = zipfile.ZipInfo(name + "c", (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, pathlib.Path("compiled").read_bytes())
`);
const bytes = python.runPython("packed.getvalue()");
writeFileSync(target, bytes.toJs());
