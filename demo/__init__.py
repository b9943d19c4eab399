"""The chat with a real model on this machine, to try Stop on: `python demo`."""
