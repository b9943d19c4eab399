"""What llama.cpp's log says about answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

LINE = re.compile(r"(\d+)\.(\d\d)\.(\d{3})\.(\d{3}) [A-Z] (.*)")
LAUNCHED = re.compile(r"slot +launch_slot_: id +\d+ \| task (\d+) \| processing task")
PROMPT = re.compile(r"slot .*: id +\d+ \| task (\d+) \| new prompt, .*task\.n_tokens = (\d+)")
CANCELLED = re.compile(r"srv +stop: cancel task, id_task = (\d+)")
RELEASED = re.compile(r"slot +release: id +\d+ \| task (\d+) \| .*n_tokens = (\d+)")


@dataclass(frozen=True)
class Answer:
    """An answer that is over.

    `tokens` is how many the model wrote. `let_go_s` is how long it still wrote after its server
    had noticed that the caller hung up, in seconds, and None where nobody hung up. The server looks
    at the connection between two tokens.
    """

    tokens: int
    let_go_s: float | None


class ModelLog:
    """Reads the log line by line; lines of no interest are passed over."""

    def __init__(self) -> None:
        self._prompt_tokens: dict[str, int] = {}
        self._cancelled_at_s: dict[str, float] = {}

    def feed(self, line: str) -> Answer | None:
        """The answer that ends with this line, if one does."""
        stamped = LINE.match(line)
        if not stamped:
            return None
        minutes, seconds, millis, micros = map(int, stamped.groups()[:4])
        return self._said(stamped[5], minutes * 60 + seconds + millis / 1e3 + micros / 1e6)

    def _said(self, text: str, at_s: float) -> Answer | None:
        if launched := LAUNCHED.match(text):
            self._prompt_tokens[launched[1]] = 0
        elif prompt := PROMPT.match(text):
            self._prompt_tokens[prompt[1]] = int(prompt[2])
        elif cancelled := CANCELLED.match(text):
            if cancelled[1] not in self._prompt_tokens:
                return Answer(tokens=0, let_go_s=0.0)
            self._cancelled_at_s[cancelled[1]] = at_s
        elif released := RELEASED.match(text):
            return self._released(released[1], int(released[2]), at_s)
        return None

    def _released(self, task: str, n_tokens: int, at_s: float) -> Answer:
        prompt_tokens = self._prompt_tokens.pop(task, 0)
        cancelled_at_s = self._cancelled_at_s.pop(task, None)
        # The slot holds the prompt and all that was written but the last token.
        is_begun = 0 < prompt_tokens <= n_tokens
        return Answer(
            tokens=n_tokens - prompt_tokens + 1 if is_begun else 0,
            let_go_s=None if cancelled_at_s is None else at_s - cancelled_at_s,
        )
