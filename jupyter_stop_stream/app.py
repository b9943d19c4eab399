"""The server extension: its traits, and who is plugged into whom."""

from __future__ import annotations

import os.path
from functools import partial
from importlib.metadata import PackageNotFoundError, version

from jupyter_server.extension.application import ExtensionApp
from jupyter_server.serverapp import ServerApp
from traitlets import Bool, Float, Int

from .adapters import BOTS_KEY, Adapter, Bots, PersonaAdapter, attach_installed
from .generations import AnswerLimits, LadderTimes, Registry
from .handlers import (
    ChatStopHandler,
    EditsHandler,
    EndHandler,
    GenerationHandler,
    GenerationsHandler,
    StopHandler,
    StopStreamWebSocket,
)
from .handlers.answered import Answered
from .handlers.base import ANSWERED_KEY, LIMITS_KEY, MAY_STOP_OTHERS_KEY, REGISTRY_KEY
from .handlers.limits import Limits
from .reach import (
    AgentCommands,
    CommandToolkit,
    KernelReach,
    LabCommands,
    LibraryRecorder,
    NotebookTools,
    ToolCalls,
    ToolServer,
)
from .telemetry import EventSink, Sink, Telling, count

PERSONA_MANAGER = "jupyter_ai_persona_manager"
"""The extension of Jupyter AI 3 that has the personas."""

JUPYTER_AI = "jupyter_ai"
"""The extension of Jupyter AI 2, which has a chat of its own."""


class StopStreamExtension(ExtensionApp):
    """Stops the answers of AI personas in the JupyterLab chat."""

    name = "jupyter_stop_stream"

    grace_period_s = Float(
        2.0,
        min=0,
        config=True,
        help="How long a persona's own cancel is given before its task is cancelled, in seconds.",
    )
    patience_s = Float(
        3.0,
        min=0,
        config=True,
        help=(
            "How long a cancelled task is given to end, in seconds. After that the person is told "
            "that it may still be running."
        ),
    )
    reaches_tasks = Bool(
        True,
        config=True,
        help=(
            "Whether a stop also cancels the tasks that an answer made, did not wait for, and that "
            "go on with it. They are noticed by a task factory on the event loop."
        ),
    )
    reaches_threads = Bool(
        True,
        config=True,
        help=(
            "Whether a stop also looks at the threads that an answer uses, so that the person is "
            "told what may still be running. No thread is ended by force."
        ),
    )
    reaches_requests = Bool(
        True,
        config=True,
        help=(
            "Whether a stop also closes the requests that an answer has open, and refuses it new "
            "ones that would ask its model again."
        ),
    )
    reaches_processes = Bool(
        True,
        config=True,
        help="Whether a stop also ends the processes that an answer started, and their children.",
    )
    reaches_kernels = Bool(
        True,
        config=True,
        help=(
            "Whether a stop also ends the cells that an answer has a kernel of this server run. "
            "While one runs, cells of others wait for it before they are sent to that kernel."
        ),
    )
    reaches_tools = Bool(
        True,
        config=True,
        help=(
            "Whether a stop also ends what an answer has the tools of jupyter-server-mcp and "
            "jupyter-ai-tools and the commands of jupyterlab-commands-toolkit do, takes back what "
            "they have half written into a shared notebook, and refuses it further calls."
        ),
    )
    max_answer_s = Float(
        0,
        min=0,
        config=True,
        help=(
            "How long an answer may run before it is stopped, in seconds; 0 for as long as it "
            "takes. The time in which it waits for its turn does not count."
        ),
    )
    max_answer_characters = Int(
        0,
        min=0,
        config=True,
        help=(
            "How many characters an answer may have written before it is stopped; 0 for as many "
            "as it has. Of a text that it writes anew, the newest counts."
        ),
    )
    max_silence_s = Float(
        0,
        min=0,
        config=True,
        help=(
            "How long an answer may write nothing before it is stopped, in seconds; 0 for as long "
            "as it likes. What it thinks, and what its tools do, is silence, as long as nothing of "
            "it is written. That it waits for a person to answer an agent's question is not."
        ),
    )
    max_unwatched_s = Float(
        0,
        min=0,
        config=True,
        help=(
            "How long an answer may go on after the last page that had its chat open was closed "
            "before it is stopped, in seconds; 0 for as long as it takes. One that no page ever "
            "had open is left alone."
        ),
    )
    process_grace_period_s = Float(
        1.0,
        min=0,
        config=True,
        help="How long a process that is told to end is given before it is killed, in seconds.",
    )
    flush_interval_s = Float(
        1 / 30,
        min=0,
        config=True,
        help="Least time between two writes of one answer to the chat, in seconds.",
    )
    save_interval_s = Float(
        0.5,
        min=0,
        config=True,
        help=(
            "How long the file of a long chat, of 256 KiB or more, may wait for what its pages "
            "have of an answer that is being written, in seconds; 0 to save it with each write. A "
            "server that is killed loses what waits."
        ),
    )
    may_stop_others = Bool(
        False,
        config=True,
        help=(
            "Whether a person may stop, by naming it, an answer that somebody else asked for. "
            "The authorizer is asked too, for 'write' on 'stop_stream'."
        ),
    )
    emits_events = Bool(
        True,
        config=True,
        help=(
            "Whether the server's event logger is told who asks and who stops what, and when. "
            "JupyterLab pages of everybody who may 'execute' on 'events' hear of it too."
        ),
    )
    max_frame_bytes = Int(
        64 * 1024,
        min=1024,
        config=True,
        help="Longest frame taken from a browser, in bytes; a longer one is refused.",
    )
    max_frames_per_s = Float(
        50.0,
        min=1,
        config=True,
        help=(
            "Most frames taken from one connection each second, on average over ten; past it, the "
            "connection is closed."
        ),
    )
    max_subscriptions = Int(
        1000,
        min=1,
        config=True,
        help="Most chats that one connection may follow; a further one is refused.",
    )
    max_unsent_bytes = Int(
        1024 * 1024,
        min=64 * 1024,
        config=True,
        help=(
            "Most that waits to be sent to a browser that does not read, in bytes, beside what the "
            "operating system holds; past it, the connection is closed."
        ),
    )

    registry: Registry
    bots: Bots
    adapters: list[Adapter]
    kernel_reach: KernelReach
    lab_commands: LabCommands

    def initialize_settings(self) -> None:
        """Make the registry and hand it to the handlers. Called by jupyter_server at load."""
        times = LadderTimes(grace_period_s=self.grace_period_s, patience_s=self.patience_s)
        recorder = LibraryRecorder(
            with_tasks=self.reaches_tasks,
            with_threads=self.reaches_threads,
            with_requests=self.reaches_requests,
            with_processes=self.reaches_processes,
            process_grace_period_s=self.process_grace_period_s,
        )
        root = self.serverapp.root_dir if self.serverapp else ""
        self.registry = Registry(
            times,
            flush_interval_s=self.flush_interval_s,
            save_interval_s=self.save_interval_s,
            log=self.log,
            recorder=recorder,
            is_file=partial(_is_file, root),
            root=root,
            limits=AnswerLimits(
                answer_s=self.max_answer_s,
                answer_characters=self.max_answer_characters,
                silence_s=self.max_silence_s,
                unwatched_s=self.max_unwatched_s,
            ),
        )
        self.lab_commands = LabCommands()
        self.kernel_reach = KernelReach(self.registry, self.lab_commands, self.log)
        if self.reaches_tools:
            ToolServer.attach(ToolCalls(self.registry))
            CommandToolkit.attach(self.lab_commands)
            NotebookTools.attach()
        self.settings[REGISTRY_KEY] = self.registry
        self.settings[ANSWERED_KEY] = Answered()
        self.settings[MAY_STOP_OTHERS_KEY] = self.may_stop_others
        self.settings[LIMITS_KEY] = Limits(
            max_frame_bytes=self.max_frame_bytes,
            max_frames_per_s=self.max_frames_per_s,
            max_subscriptions=self.max_subscriptions,
            max_unsent_bytes=self.max_unsent_bytes,
        )
        self._tell_of_answers()
        self._attach_personas()
        serverapp = self.serverapp
        self.bots = Bots(self.registry, serverapp.web_app.settings if serverapp else self.settings)
        self.settings[BOTS_KEY] = self.bots
        self.adapters = attach_installed(serverapp, self.registry, self.log)

    def initialize_handlers(self) -> None:
        """Route the handlers. Called by jupyter_server at load."""
        self.handlers.extend(
            [
                (r"/api/stop-stream/ws", StopStreamWebSocket),
                (r"/api/stop-stream/generations", GenerationsHandler),
                (r"/api/stop-stream/generations/([^/]+)", GenerationHandler),
                (r"/api/stop-stream/generations/([^/]+)/edits", EditsHandler),
                (r"/api/stop-stream/stop", ChatStopHandler),
                (r"/api/stop-stream/generations/([^/]+)/stop", StopHandler),
                (r"/api/stop-stream/executions/([^/]+)/end", EndHandler),
            ]
        )

    async def _start_jupyter_server_extension(self, serverapp: ServerApp) -> None:
        """Look for what other extensions bring. Called by jupyter_server when all are loaded."""
        await super()._start_jupyter_server_extension(serverapp)  # type: ignore[no-untyped-call]
        self.bots.observe_chats()
        if self.reaches_kernels:
            self.kernel_reach.attach(serverapp.kernel_manager, serverapp.web_app.settings)

    async def stop_extension(self) -> None:
        """Stop what runs. Called by jupyter_server when it stops."""
        await self.registry.shutdown()
        self.kernel_reach.close()
        self._telling.flush()

    def _tell_of_answers(self) -> None:
        sinks: list[Sink] = [count]
        events = self.serverapp.event_logger if self.serverapp else None
        if events is not None and self.emits_events:
            sinks.append(EventSink(events))
        self._telling = Telling(sinks, self.log)
        self.registry.observe(self._telling)

    def _attach_personas(self) -> None:
        apps = self.serverapp.extension_manager.extension_apps if self.serverapp else {}
        found = [app for app in apps.get(PERSONA_MANAGER, ()) if app is not None]
        if not found and apps.get(JUPYTER_AI):
            self.log.info(
                "Found %s %s, which is too old: answers in the chat that it brings cannot be "
                "stopped from here, and its own Stop stays. Jupyter AI 3 is known here.",
                JUPYTER_AI,
                _version_of(JUPYTER_AI),
            )
        elif not found:
            self.log.info(
                "Found no %s: there are no personas whose answers could be stopped.",
                PERSONA_MANAGER,
            )
        commands = AgentCommands(self.process_grace_period_s) if self.reaches_processes else None
        adapter = PersonaAdapter(self.registry, self.log, commands=commands)
        for app in found:
            if adapter.attach(app):
                self.log.info("Found %s: its personas' answers can be stopped.", PERSONA_MANAGER)
            else:
                self.log.warning(
                    "Found %s %s, but not of a version that is known here (0.2 and 0.3 are): its "
                    "personas' answers cannot be stopped from here, and the Stop that it brings "
                    "stays.",
                    PERSONA_MANAGER,
                    _version_of(PERSONA_MANAGER),
                )


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "of an unknown version"


def _is_file(root: str, path: str) -> bool:
    """Whether there is a file at a path below the root of the contents. Where these are kept
    elsewhere than in files, there is none.
    """
    whole = os.path.normpath(os.path.join(root, path))  # noqa: PTH118
    return whole.startswith(os.path.join(root, "")) and os.path.isfile(whole)  # noqa: PTH113, PTH118
