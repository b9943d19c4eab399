"""`python -m tests.agents.scripted_agent` is an agent that does what its prompts say."""

from __future__ import annotations

import asyncio
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from itertools import count
from pathlib import Path
from typing import Any

import acp
from acp.helpers import start_tool_call, update_agent_message_text, update_tool_call
from acp.schema import PermissionOption, ToolCallUpdate

from .diary import Diary
from .script import Script, chunk

STDIN = {"null": DEVNULL, "inherit": None, "pipe": PIPE}


class ScriptedAgent:
    """Plays the scripts of its prompts, and answers extension requests about what it did.

    `until {event, count, session_id?}` is answered when it has noted so many of an event,
    with all of them; `finish {session_id}` lets a turn end that goes on until then.
    """

    def __init__(self) -> None:
        self.diary = Diary()
        self._sessions = count(1)
        self._turns: dict[str, asyncio.Task[None]] = {}
        self._finishes: dict[str, asyncio.Event] = {}
        self._tool_server: Process | None = None
        self._heard: set[str] = set()
        """The sessions whose turn has been cancelled, whatever came of it."""
        self._missed: dict[str, Script | None] = {}

    def on_connect(self, conn: Any) -> None:
        self._conn = conn

    async def initialize(self, protocol_version: int, **kwargs: Any) -> acp.InitializeResponse:
        return acp.InitializeResponse(protocol_version=protocol_version)

    async def new_session(self, cwd: str, **kwargs: Any) -> acp.NewSessionResponse:
        session_id = f"session-{next(self._sessions)}"
        await self.diary.note("session", session_id)
        return acp.NewSessionResponse(session_id=session_id)

    async def prompt(self, session_id: str, prompt: Any, **kwargs: Any) -> acp.PromptResponse:
        body = prompt[0].text
        script = Script.parse(body)
        await self.diary.note("prompt", session_id, text=body)
        if session_id in self._missed:
            late, self._missed[session_id] = self._missed[session_id], script
            if late is None:
                return acp.PromptResponse(stop_reason="end_turn")
            script = late
        self._finishes[session_id] = asyncio.Event()
        self._heard.discard(session_id)
        turn = asyncio.ensure_future(self._play(session_id, script))
        if not script.deaf:
            self._turns[session_id] = turn
        await asyncio.wait({turn})
        if turn.cancelled():
            for index in range(script.late):
                await self._say(session_id, f"late-{script.word}", index)
                if script.tool:
                    await self._update(session_id, update_tool_call(script.tool, title="late"))
        else:
            turn.result()
        if turn.cancelled() and script.misses:
            self._missed[session_id] = None
        reason = "cancelled" if turn.cancelled() else "end_turn"
        await self.diary.note("end", session_id, reason=reason)
        return acp.PromptResponse(stop_reason=reason)

    async def cancel(self, session_id: str, **kwargs: Any) -> None:
        self._heard.add(session_id)
        await self.diary.note("cancel", session_id)
        turn = self._turns.pop(session_id, None)
        if turn is not None:
            turn.cancel()

    async def ext_method(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        if method == "finish":
            self._finishes[params["session_id"]].set()
            return {}
        return {"events": await self.diary.until(**params)}

    async def _play(self, session_id: str, script: Script) -> None:
        for index in count() if script.unstopped else range(script.length):
            if self._finishes[session_id].is_set():
                break
            if script.unstopped and session_id in self._heard:
                break
            await self._say(session_id, script.word, index)
            if script.rate:
                await asyncio.sleep(1 / script.rate)
        if script.says:
            called = start_tool_call("shell", "Running", kind="execute", status="in_progress")
            await self._update(session_id, called)
            # Its answer shows that what was said before it has been heard.
            await self._conn.read_text_file(session_id=session_id, path=__file__)
        for _ in range(script.serves):
            await self._have_served(session_id)
        if script.shell:
            await self._run_by_itself(session_id, script)
        if script.tool:
            started = start_tool_call(
                script.tool,
                "Counting",
                kind="execute",
                status="in_progress",
                raw_input={"command": "seq 3"},
            )
            await self._update(session_id, started)
            await self.diary.note("tool", session_id)
            if not script.deaf:
                await self._finishes[session_id].wait()
                await self._update(session_id, update_tool_call(script.tool, status="completed"))
        if script.ask:
            await self._ask(session_id, script.ask)
        if script.run:
            await self._run(session_id, script.run)
        if script.busy:
            hear_nothing_while(Path(script.busy))
        if script.file:
            await self._write(session_id, script.file)
        if script.deaf:
            await self._go_on(session_id, script)

    async def _go_on(self, session_id: str, script: Script) -> None:
        finish = self._finishes[session_id]
        for index in count(script.length):
            if finish.is_set():
                return
            await self._say(session_id, script.word, index)
            if session_id in self._heard:
                tool_call_id = f"{script.word}-{index}"
                await self._update(session_id, start_tool_call(tool_call_id, "Going on"))
                await self._update(session_id, update_tool_call(tool_call_id, status="in_progress"))
            await asyncio.sleep(1 / script.rate)

    async def _ask(self, session_id: str, tool_call_id: str) -> None:
        await self.diary.note("asks", session_id)
        answer = await self._conn.request_permission(
            session_id=session_id,
            tool_call=ToolCallUpdate(tool_call_id=tool_call_id, title="May I?"),
            options=[PermissionOption(option_id="yes", name="Yes", kind="allow_once")],
        )
        await self.diary.note("permission", session_id, outcome=answer.outcome.outcome)

    async def _run(self, session_id: str, command: str) -> None:
        try:
            terminal = await self._conn.create_terminal(
                session_id=session_id, command=command.replace(",", " ")
            )
        except acp.RequestError as error:
            await self.diary.note("refused", session_id, text=str(error.data))
            return
        await self.diary.note("terminal", session_id, terminal_id=terminal.terminal_id)
        exited = await self._conn.wait_for_terminal_exit(
            session_id=session_id, terminal_id=terminal.terminal_id
        )
        shown = await self._conn.terminal_output(
            session_id=session_id, terminal_id=terminal.terminal_id
        )
        how = {"signal": exited.signal, "code": exited.exit_code, "output": shown.output}
        await self.diary.note("exit", session_id, **how)

    async def _run_by_itself(self, session_id: str, script: Script) -> None:
        process = await asyncio.create_subprocess_shell(
            script.shell.replace(",", " "), stdin=STDIN[script.stdin], stdout=DEVNULL
        )
        await self.diary.note("shell", session_id, pid=process.pid)
        if script.deaf:
            return
        try:
            await process.wait()
        finally:
            if script.kills:
                process.kill()
        await self.diary.note("shell exit", session_id)
        if script.says:
            await self._update(session_id, update_tool_call("shell", status="completed"))

    async def _have_served(self, session_id: str) -> None:
        if self._tool_server is None:
            self._tool_server = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.agents.tool_server", stdin=PIPE, stdout=PIPE
            )
            await self.diary.note("server", session_id, pid=self._tool_server.pid)
        assert self._tool_server.stdin is not None
        assert self._tool_server.stdout is not None
        self._tool_server.stdin.write(b"\n")
        pid = int(await self._tool_server.stdout.readline())
        await self.diary.note("served", session_id, pid=pid)

    async def _write(self, session_id: str, path: str) -> None:
        try:
            await self._conn.write_text_file(session_id=session_id, path=path, content="hello")
        except acp.RequestError as error:
            await self.diary.note("refused", session_id, text=str(error.data))
        else:
            await self.diary.note("file", session_id)

    async def _say(self, session_id: str, word: str, index: int) -> None:
        await self._update(session_id, update_agent_message_text(chunk(word, index)))
        await self.diary.note("chunk", session_id, text=chunk(word, index))

    async def _update(self, session_id: str, update: Any) -> None:
        await self._conn.session_update(session_id=session_id, update=update)


def hear_nothing_while(sign: Path) -> None:
    """Write a file, and block the whole process until somebody has removed it."""
    sign.touch()
    while sign.exists():
        time.sleep(0.01)


if __name__ == "__main__":
    asyncio.run(acp.run_agent(ScriptedAgent()))  # type: ignore[arg-type]
