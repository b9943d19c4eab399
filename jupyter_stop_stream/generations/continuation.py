"""An answer that is gone on from: of whom, from what, and whether anything begins."""

from __future__ import annotations

from jupyterlab_chat.models import Message

from ..protocol import UnknownPrompt
from .backend import Chat, Continued, ContinuingBackend
from .generation import Generation
from .mark import mark_of
from .open_chats import OpenChat
from .regeneration import raise_if_full


def continued(chat: OpenChat, message_id: str, by: str) -> list[Generation]:
    """See `Registry.continue_answer`.

    Raises:
        UnknownPrompt: There is no such reply with a text, or nobody to go on from it.
        TooManyWait: As many prompts as may wait in this chat.
    """
    live = list(chat.generations)
    going = [one for one in live if one.continues == message_id and not one.is_interrupted]
    if going:
        return going
    answer = _answer(chat.gated.ungated, message_id)
    raise_if_full(chat)
    for backend in chat.backends:
        if isinstance(backend, ContinuingBackend) and backend.answers_for(answer.persona_id):
            backend.continue_answer(answer, by)
    begun = [one for one in chat.generations if one not in live]
    if not begun:
        raise UnknownPrompt("Nobody can go on from this answer any more.")
    return begun


def _answer(chat: Chat, message_id: str) -> Continued:
    reply = chat.get_message(message_id)
    mark = (mark_of(reply) if reply else None) or {}
    is_unfinished = mark.get("status") in ("interrupted", "error")
    if reply is None or reply.deleted or not is_unfinished or mark.get("can_continue") is not True:
        raise UnknownPrompt("This is no answer that could be gone on from.")
    prompt = chat.get_message(str(mark.get("prompt_id")))
    if prompt is None or prompt.deleted:
        raise UnknownPrompt("The prompt of this answer is not in the chat any more.")
    text, is_as_written = _text(chat, reply, {message_id})
    if not text.strip():
        raise UnknownPrompt("Nothing of this answer is to be seen.")
    return Continued(prompt, reply.sender, message_id, text, is_as_written)


def _text(chat: Chat, reply: Message, known: set[str]) -> tuple[str, bool]:
    """What a person sees of the answer that ends with a reply, and whether it is as it was left."""
    mark = mark_of(reply) or {}
    replies = [
        one
        for one in chat.get_messages()
        if not one.deleted
        and (its := mark_of(one) or {}).get("generation_id") == mark.get("generation_id")
        and its.get("can_continue") is True
    ]
    text = "\n\n".join(one.body for one in replies if one.body)
    is_as_written = mark.get("status") == "interrupted" and not any(one.edited for one in replies)
    before_id = mark.get("continues")
    before = chat.get_message(before_id) if isinstance(before_id, str) else None
    if before is None or before.deleted or before.id in known:
        return text, is_as_written
    text_before, was_as_written = _text(chat, before, {*known, before.id})
    return text_before + text, is_as_written and was_as_written
