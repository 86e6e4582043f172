"""``python -m derivations check FILE...``: judge the derivations in files."""

import sys

from derivations.steps.command import main

sys.exit(main())
