"""A browser that signed in."""

from __future__ import annotations

from typing import Any

from jupyter_server.serverapp import ServerApp

Cookies = dict[str, str]


async def sign_in(jp_serverapp: ServerApp, client: Any, base_url: str) -> Cookies:
    """The cookies of a browser that signed in with the token as its password."""
    page = await client.fetch(f"{base_url}login")
    cookies = _cookies_of(page)
    token = jp_serverapp.identity_provider.token
    signed_in = await client.fetch(
        f"{base_url}login?_xsrf={cookies['_xsrf']}",
        method="POST",
        body=f"password={token}",
        headers={"Cookie": header_of(cookies)},
        follow_redirects=False,
        raise_error=False,
    )
    assert signed_in.code == 302
    return cookies | _cookies_of(signed_in)


def header_of(cookies: Cookies) -> str:
    """What a browser sends as `Cookie`."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _cookies_of(response: Any) -> Cookies:
    crumbs = (line.split(";")[0] for line in response.headers.get_list("Set-Cookie"))
    return dict(crumb.split("=", 1) for crumb in crumbs)
