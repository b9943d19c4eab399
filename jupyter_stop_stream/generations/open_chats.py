"""The chats that are open on this server, and who answers in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from weakref import WeakSet, ref

from .backend import Chat, ChatBackend
from .gated_chat import GatedChat
from .generation import Generation
from .mark import mark_of
from .saves import SaveTimes


class OpenChat:
    """One chat model, gated, with the backends and the live generations that it has.

    Args:
        model: The chat model.
        times: When its file is saved of what streams.
    """

    def __init__(self, model: Chat, times: SaveTimes) -> None:
        self.model = model
        self.chat_id = model.get_id()
        self.backends: list[ChatBackend] = []
        self.generations: list[Generation] = []
        """Those that have not ended, those of one persona in the order in which it answers them."""
        self.heard: set[str] = set()
        """The prompts with which a persona is known to have begun."""
        self.gated = GatedChat(model, self, times=times)

    def live(self, chat_id: str) -> list[Generation]:
        """Its live generations. Called by its `GatedChat`."""
        return self.generations

    def answered_by(self, prompt_id: str) -> list[str]:
        """The personas whose replies to a prompt are in the chat, of those that were stopped
        first, then the newest first.
        """
        replies = [
            (mark.get("status") != "interrupted", message.sender)
            for message in self.gated.ungated.get_messages()
            if (mark := mark_of(message))
            and mark.get("prompt_id") == prompt_id
            and message.id != prompt_id
        ]
        replies.reverse()
        by_stop = sorted(replies, key=lambda reply: reply[0])
        return list(dict.fromkeys(sender for _, sender in by_stop))


class OpenChats:
    """Finds the chats that somebody answers in, by backend and by id.

    A chat's id is in its file, and a copy of the file has it too: what has the same id and
    another path is another chat. A model of the same path is the file opened anew.

    Args:
        is_file: Whether there is a file at a path, as far as can be known.
    """

    def __init__(self, is_file: Callable[[str], bool] = lambda path: False) -> None:
        self._is_file = is_file
        self._by_id: dict[str, list[OpenChat]] = {}
        self._by_backend: dict[ChatBackend, OpenChat] = {}
        self._models: dict[str, list[ref[Chat]]] = {}
        """By id, also those that nobody answers in any more."""
        self._retired: WeakSet[Chat] = WeakSet()

    def backends(self) -> list[ChatBackend]:
        """All that are connected."""
        return list(self._by_backend)

    def of(self, backend: ChatBackend) -> OpenChat | None:
        """The chat that a backend is connected to."""
        return self._by_backend.get(backend)

    def of_model(self, model: Chat) -> OpenChat | None:
        """The chat of a model, where somebody answers in it."""
        return next((one for one in self._by_backend.values() if one.model is model), None)

    def named(self, chat_id: str, chat_path: str | None = None) -> list[OpenChat]:
        """Those that this id and path name, the newest first."""
        of_id = self._by_id.get(chat_id, [])[::-1]
        models = self._models_of(chat_id, chat_path)
        return of_id if models is None else [one for one in of_id if one.model in models]

    def meant(
        self, generations: Iterable[Generation], chat_id: str, chat_path: str | None
    ) -> list[Generation]:
        """Those that are of the chat which this id and path name."""
        of_id = [one for one in generations if one.chat_id == chat_id]
        models = self._models_of(chat_id, chat_path)
        if models is None:
            return of_id
        return [one for one in of_id if any(map(one.writes_to, models))]

    def is_meant(self, generation: Generation, chat_path: str | None) -> bool:
        """Whether a generation is of the chat that its id and this path name."""
        return bool(self.meant([generation], generation.chat_id, chat_path))

    def connect(self, chat: OpenChat, backend: ChatBackend) -> None:
        """Enter a backend in a chat. Doing so twice is fine."""
        self._remember(chat)
        of_id = self._by_id.setdefault(chat.chat_id, [])
        if chat not in of_id:
            of_id.append(chat)
        if backend not in chat.backends:
            chat.backends.append(backend)
        self._by_backend[backend] = chat

    def disconnect(self, backend: ChatBackend) -> None:
        """Take a backend out of its chat. Unknown ones are fine."""
        chat = self._by_backend.pop(backend, None)
        if chat is None:
            return
        chat.backends.remove(backend)
        if not chat.backends:
            of_id = self._by_id[chat.chat_id]
            of_id.remove(chat)
            if not of_id:
                del self._by_id[chat.chat_id]

    def retire_older(self, model: Chat) -> list[ChatBackend]:
        """Have the models of the same file that were connected before this one keep to their own
        memory from now on.

        jupyterlab-chat makes another model of a file when it has freed the one before, and frees
        none that has clients. Whatever still holds that, such as a manager that waits for a
        persona to shut down, would write the file as it was then.

        Returns:
            The backends that they had.
        """
        chat_id, path = model.get_id(), _path_of(model)
        older = [
            one
            for one in (known() for known in self._models.get(chat_id, ()))
            if one is not None
            and one is not model
            and one not in self._retired
            and path is not None
            and _path_of(one) == path
            and not getattr(one, "handlers", None)
        ]
        backends: list[ChatBackend] = []
        for one in older:
            self._retired.add(one)
            if hasattr(one, "save"):
                one.save = _save_nothing
            chat = self.of_model(one)
            backends += chat.backends if chat is not None else ()
        return backends

    def is_retired(self, model: Chat) -> bool:
        """Whether a newer model of its file was connected."""
        return model in self._retired

    def _models_of(self, chat_id: str, chat_path: str | None) -> list[Chat] | None:
        """The models of the chat that is named: those that were opened from this path. Where none
        was, those whose file may have been renamed to it; `None` for all of this id.
        """
        if chat_path is None:
            return None
        known = [weak() for weak in self._models.get(chat_id, ())]
        paths = {one: _path_of(one) for one in known if one is not None}
        opened = [one for one, path in paths.items() if path == chat_path]
        if any(one not in self._retired for one in opened):
            return opened
        # A rename of which one side has not heard leaves no file under the other name. A copy of
        # a chat has one of its own, and may be answered in by nobody.
        if not self._is_file(chat_path):
            return None
        return [one for one, path in paths.items() if path is None or not self._is_file(path)]

    def _remember(self, chat: OpenChat) -> None:
        known = self._models.setdefault(chat.chat_id, [])
        if all(one() is not chat.model for one in known):
            known.append(ref(chat.model, partial(self._forget, chat.chat_id)))

    def _forget(self, chat_id: str, model: ref[Chat]) -> None:
        known = self._models[chat_id]
        known.remove(model)
        if not known:
            del self._models[chat_id]


def _path_of(model: Chat) -> str | None:
    try:
        return model.get_path() or None
    except Exception:  # noqa: BLE001  a chat whose file nobody can name is one by itself
        return None


def _save_nothing() -> None:
    """In the place of `WsChatModel.save`."""
