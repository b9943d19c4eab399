"""What the lane costs those who have nothing to do with an answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

from jupyter_client.session import Session
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from jupyter_stop_stream.reach.kernel_reach import CONNECTION_CLASS

from ..budgets.ratio import medians
from .conftest import OpenPage, StartKernel
from .notebook_page import V1

MOST_MS = 0.1

TIMES = 300


class Connection(SimpleNamespace):
    """A page's connection to a kernel, without another end. It can be referred to weakly, which its
    base cannot.
    """

    __hash__ = object.__hash__


async def took_ms(call: Callable[[], object]) -> float:
    """How long a call takes, in milliseconds."""
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


async def test_a_message_without_an_answer_there_takes_no_tenth_of_a_millisecond_more(
    server: ServerApp, start_kernel: StartKernel, open_page: OpenPage
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    assert await page.until_over(await page.run("1")) == "ok"
    handler = Connection(
        channels={"shell": SimpleNamespace(closed=lambda: False)},
        subprotocol=V1,
        kernel_id=kernel_id,
        multi_kernel_manager=server.kernel_manager,
        session=SimpleNamespace(send_raw=lambda *_: None),
    )
    session = Session()
    ours = server.web_app.settings[CONNECTION_CLASS].handle_incoming_message
    before = ZMQChannelsWebsocketConnection.handle_incoming_message
    for msg_type, content in (
        ("execute_request", {"code": "x = 1\n" * 200, "stop_on_error": True}),
        ("complete_request", {"code": "x." * 200, "cursor_pos": 2}),
    ):
        message = session.msg(msg_type, content)
        data = serialize_msg_to_ws_v1(message, "shell", session.pack)
        with_lane, without = (
            partial(took_ms, partial(handle, handler, data)) for handle in (ours, before)
        )
        with_lane_ms, without_ms = await medians(with_lane, without, TIMES)
        assert with_lane_ms - without_ms < MOST_MS
