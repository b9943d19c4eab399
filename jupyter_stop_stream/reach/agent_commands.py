"""The commands that an agent's process runs by itself while it works on a prompt.

They are known by what is below that process and was not there when its turn began. Not all of that
are commands: an agent also starts servers for tools and for languages, which it keeps, and those
start things in turn. So each is looked at:

- One that is spoken to by a pipe is such a server. What is below a server is its own, unless the
  agent says that it runs a command when it starts: some agents have a process that does that.
- One that may be of another turn, which was open in the same process when it started, or that is
  spoken to and started while the agent says that it runs a command, is **doubtful**: it is told
  to the person, and left alone.

What was there at some time is known by the pids of that time. A pid that is used again makes
something look older than it is, and what is older is left alone.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from contextvars import Context
from dataclasses import dataclass
from typing import ClassVar, Final
from weakref import WeakSet

import psutil

from ..generations import Generation, Held
from ..protocol import Resource
from .peers import known
from .process_ending import end_all, have_ended_within, is_running
from .process_table import ProcessTable
from .standard_input import is_spoken_to

KILLED_S: Final = 0.05
"""How long a command that its agent has killed may still seem to go on, in seconds."""

LOOK_AGAIN_S: Final = 0.5
"""How often what is left of a stopped turn is looked at, in seconds: whether it has ended."""


@dataclass
class Span:
    """A time, by the processes that were there when it began and when it ended."""

    before: frozenset[int]
    after: frozenset[int] | None = None

    @classmethod
    def begin(cls) -> Span:
        """One that begins now."""
        return cls(frozenset(psutil.pids()))

    def end(self) -> None:
        """Have it end now. Calling it twice is fine."""
        self.after = self.after or frozenset(psutil.pids())

    def has(self, pid: int) -> bool:
        """Whether a process that goes on was started in it."""
        return pid not in self.before and (self.after is None or pid in self.after)


class TurnCommands(Held):
    """What one turn of an agent has started.

    Args:
        agent: Its process.
        generation: Whose turn it is, if any's.
        grace_period_s: How long a command is given to end by itself before it is killed, in
            seconds.
        table: Tells what the process has started.
    """

    kind: ClassVar[Resource] = "process"

    def __init__(
        self,
        agent: psutil.Process,
        generation: Generation | None,
        grace_period_s: float,
        table: ProcessTable,
    ) -> None:
        self.span = Span.begin()
        self.beside: set[TurnCommands] = set()
        """The other turns that were open in the same process meanwhile."""
        self._agent = agent
        self._generation = generation
        self._grace_period_s = grace_period_s
        self._table = table
        self._calls: dict[str, Span] = {}
        self._commands: set[psutil.Process] = set()
        self._doubtful: set[psutil.Process] = set()
        self._ending: asyncio.Task[None] | None = None
        if generation is not None:
            generation.resources.add(self)
            known.add(self)
            # After the stop itself, which others wait for. An agent that ends its commands may
            # leave no trace of what these had started.
            loop = generation.resources.loop
            generation.signal.on_stop(
                lambda: loop.call_soon(self._look_while_open, context=Context())
            )

    @property
    def generation(self) -> Generation | None:
        """Whose turn it is."""
        return self._generation

    def tree(self) -> set[psutil.Process]:
        """What is known to be of this turn and goes on. To be called on the event loop."""
        self._look_while_open()
        return set(self._commands)

    @property
    def is_own(self) -> bool:
        # The processes that it might find are nobody's until they are found.
        return bool(self._commands or self._doubtful)

    @property
    def is_over(self) -> bool:
        return self.span.after is not None and not self._is_any_running()

    def close(self, *, is_again: bool) -> bool:
        """Leave it to the agent until its turn is over; from then on it is being ended."""
        return False

    def note_call(self, call_id: str, *, is_open: bool) -> None:
        """See `Commands`."""
        call = self._calls.get(call_id)
        if is_open and (call is None or call.after is not None):
            self._calls[call_id] = Span.begin()
        elif not is_open and call is not None:
            call.end()

    def over(self) -> None:
        """See `Commands`."""
        if self.span.after is not None:
            return
        self.span.end()
        generation = self._generation
        if generation is None:
            self.beside.clear()
            return
        if generation.is_interrupted:
            self._look()
        if any(map(is_running, self._commands)):
            self._ending = Context().run(asyncio.ensure_future, self._end(generation))
            self._ending.add_done_callback(lambda _: self._look_again(), context=Context())
        else:
            self._look_again()

    async def _end(self, generation: Generation) -> None:
        # An agent that ends its commands may answer before they are gone.
        if await have_ended_within(KILLED_S, self._commands):
            return
        generation.resources.closed.add(self.kind)
        await end_all(self._commands, self._found, self._grace_period_s)

    def _look_again(self) -> None:
        """Let go of what is over, now or as soon as it is."""
        if self._generation is None:
            return
        resources = self._generation.resources
        if self.is_over:
            self.beside.clear()
            resources.discard(self)
        else:
            resources.loop.call_later(LOOK_AGAIN_S, self._look_again, context=Context())

    def _is_any_running(self) -> bool:
        is_ending = self._ending is not None and not self._ending.done()
        return is_ending or any(map(is_running, (*self._commands, *self._doubtful)))

    def _found(self) -> set[psutil.Process]:
        self._look()
        return self._commands

    def _look_soon(self) -> None:
        asyncio.get_running_loop().call_soon(self._look_while_open, context=Context())

    def _look_while_open(self) -> None:
        if self.span.after is None:
            self._look()

    def _look(self) -> None:
        """Find what the turn has started and what goes on, and whose it is."""
        for command in tuple(self._commands):
            self._commands |= self._table.descendants(command)
        seen: set[psutil.Process] = set()
        self._look_below(self._agent, is_server=False, seen=seen)
        # What is left of a tree whose top has ended is below another process now.
        for process in self._table.session(self._agent.pid):
            if process not in seen and process != self._agent:
                self._look_at(process, self._agent, is_server=False, seen=seen)

    def _look_below(
        self, parent: psutil.Process, *, is_server: bool, seen: set[psutil.Process]
    ) -> None:
        for child in self._table.children(parent):
            if child not in seen:
                self._look_at(child, parent, is_server=is_server, seen=seen)

    def _look_at(
        self,
        process: psutil.Process,
        parent: psutil.Process,
        *,
        is_server: bool,
        seen: set[psutil.Process],
    ) -> None:
        seen.add(process)
        is_spoken = is_spoken_to(process, parent)
        if self.span.has(process.pid):
            is_said = any(call.has(process.pid) for call in self._calls.values())
            if is_said or not (is_server or is_spoken is not False):
                tree = {process, *self._table.descendants(process)}
                seen |= tree
                self._take(tree, is_doubtful=bool(is_spoken) or self._may_be_anothers(process))
                return
        self._look_below(process, is_server=is_server or is_spoken is not False, seen=seen)

    def _may_be_anothers(self, process: psutil.Process) -> bool:
        return any(one.span.has(process.pid) for one in self.beside)

    def _take(self, tree: Iterable[psutil.Process], *, is_doubtful: bool) -> None:
        (self._doubtful if is_doubtful else self._commands).update(tree)
        self._doubtful -= self._commands


class AgentCommands:
    """Sees what the processes of agents start.

    Args:
        grace_period_s: How long a command is given to end by itself before it is killed, in
            seconds.
    """

    def __init__(self, grace_period_s: float) -> None:
        self.grace_period_s = grace_period_s
        self._table = ProcessTable()
        self._turns: defaultdict[int, WeakSet[TurnCommands]] = defaultdict(WeakSet)

    def begin(self, pid: int, generation: Generation | None) -> TurnCommands | None:
        """See `CommandRecorder`."""
        try:
            agent = psutil.Process(pid)
        except psutil.Error:
            return None
        turn = TurnCommands(agent, generation, self.grace_period_s, self._table)
        for other in self._turns[pid]:
            if other.span.after is None:
                other.beside.add(turn)
                turn.beside.add(other)
        self._turns[pid].add(turn)
        return turn
