"""The program of the model's own process: llama.cpp's server, until stdin closes.

`python -m demo.model_process MODEL.gguf`, with the key that it asks for in OPENAI_API_KEY. It
prints its address; llama.cpp's log is on stderr.
"""

import os
import sys

import xllamacpp  # type: ignore[import-untyped]

CONTEXT_TOKENS = 4096

# The level that says how long a prompt is; the next one says something for every token.
LOG_LEVEL = 4


def main() -> None:
    """Serve until whoever started this is gone."""
    params = xllamacpp.CommonParams()
    params.model.path = sys.argv[1]
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 1
    # One thread leaves the notebook server a core on a small machine.
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    # A model this small repeats itself without end at the defaults.
    params.sampling.temp = 0.8
    params.sampling.penalty_repeat = 1.1
    params.sampling.penalty_last_n = 256
    # Any page in the person's browser can reach a loopback port: without the key it gets nothing.
    params.api_keys = [os.environ["OPENAI_API_KEY"]]
    params.ui = False
    params.verbosity = LOG_LEVEL
    server = xllamacpp.Server(params)
    print("listening at", server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
