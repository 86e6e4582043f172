"""``python -m derivations.book.contract [NOTEBOOK ...]``: what chapters still lack."""

import sys

from .contract import main

sys.exit(main(sys.argv[1:]))
