"""`python demo` and `python -m demo`."""

import sys
from importlib import import_module
from pathlib import Path

# `python demo` puts the folder itself on the path, where its modules are no package.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

if __name__ == "__main__":
    sys.exit(import_module("demo.app").main())
