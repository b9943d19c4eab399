"""Prepares an environment with jupyter-ai 2, which the benchmark measures beside 3, unless it is
ready. Its chat asks the model at `MODEL_BASE_URL`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pinned_environment

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
REQUIREMENTS = BENCHMARKS / "requirements-jupyter-ai-2.txt"
CONFIGURATION = BENCHMARKS / "jupyter_ai_2_config.py"
ENVIRONMENT = BENCHMARKS.parent / ".cache" / "bench" / "jupyter-ai-2"


def main() -> None:
    """Raises CalledProcessError where it cannot be made."""
    announcement = f"Installing jupyter-ai 2 into {ENVIRONMENT}"
    pinned_environment.make(ENVIRONMENT, REQUIREMENTS, announcement)
    configuration = ENVIRONMENT / "etc" / "jupyter" / "jupyter_config.py"
    configuration.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(CONFIGURATION, configuration)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
