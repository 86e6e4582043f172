"""Show the built book on this machine.

    python -m derivations.book.site.serve [--free] PORT

`--free` only asks whether the port can be had, so that nothing is built in vain.
"""

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SITE = Path("_build/html")
HOST = "127.0.0.1"


class Pages(SimpleHTTPRequestHandler):
    """Files of the site, with the types that browsers insist on."""

    extensions_map = {  # noqa: RUF012 - the base class's own attribute
        **SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, *_: object) -> None:
        """Say nothing: a page asks for dozens of files."""


def server(port: int, site: Path = SITE) -> ThreadingHTTPServer:
    """Return a server bound to `port` of this machine alone.

    Raises
    ------
    OSError
        The port is in use, or may not be used.
    """
    return ThreadingHTTPServer((HOST, port), partial(Pages, directory=str(site)))


def main(arguments: list[str]) -> int:
    """Serve until interrupted; 1 where the port cannot be had, 2 on bad use."""
    only_ask, words = "--free" in arguments, [a for a in arguments if a != "--free"]
    if len(words) != 1 or not words[0].isdigit() or not 0 < int(words[0]) < 65536:
        print(f"a port is a number from 1 to 65535, got {' '.join(words) or 'nothing'}")
        return 2
    port = int(words[0])
    try:
        pages = server(port)
    except OSError as error:
        print(f"port {port} cannot be used ({error.strerror}); name another one")
        return 1
    with pages:
        if not only_ask:
            print(f"http://localhost:{port} (Ctrl-C ends it)", flush=True)
            try:
                pages.serve_forever()
            except KeyboardInterrupt:
                print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
