"""Orders to a running newsroom: POST /admin with one JSON object, on a port of its own.

{"do": "publish", "number": 5}                                      five new articles; answers their ids
{"do": "edit", "article": 3, "mirror": "m2", "change": "number"}    see ``Newsroom.edit``; answers the id
{"do": "fault", "mirror": "m2", "kind": "slow", "arg": 2}           see ``Newsroom.fault``; "slow:2" says the same
{"do": "clear", "mirror": "m2"}                                     all faults of the mirror are gone
{"do": "reload"}                                                    reads the folder of ``serve_dir`` anew
{"do": "log"}                                                       the rows of the request log so far

The answer is a JSON object; a mistake is status 400 and {"error": a sentence}.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from newsroom.paper_articles import Mistake
from newsroom.wire import Answer, Request, answer_bytes

if TYPE_CHECKING:
    from newsroom.room import Newsroom

JSON = "application/json"


async def answer_order(room: Newsroom, request: Request, writer: asyncio.StreamWriter) -> bool:
    """Answer one request to the admin port; True when the connection goes on."""
    status, values = await _reply(room, request)
    answer = Answer(status, JSON, json.dumps(values).encode() + b"\n")
    writer.write(answer_bytes(answer, keep_alive=request.keeps_alive))
    await writer.drain()
    return request.keeps_alive


async def _reply(room: Newsroom, request: Request) -> tuple[int, dict[str, Any]]:
    if request.target != "/admin" or request.method != "POST":
        return 404, {"error": "orders go to POST /admin"}
    # a page in a browser cannot send this type to another origin without asking first
    if request.headers.get("content-type") != JSON:
        return 415, {"error": f"orders are sent as {JSON}"}
    try:
        return 200, await obey(room, json.loads(request.body))
    except (Mistake, json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        return 400, {"error": str(error)}


async def obey(room: Newsroom, order: object) -> dict[str, Any]:
    """Carry out one order; what came of it.

    :raises Mistake: the order makes no sense
    """
    if not isinstance(order, dict):
        raise Mistake("an order is a JSON object")
    match order.get("do"):
        case "publish":
            return {"articles": room.publish(_number(order, "number", 1))}
        case "edit":
            mirror = _text(order, "mirror") if order.get("mirror") is not None else None
            change, text = _text(order, "change", "number"), _text(order, "text", "")
            return {"article": room.edit(_number(order, "article"), mirror, change, text)}
        case "fault":
            arg = order.get("arg", "")
            if not isinstance(arg, str | int | float):
                raise Mistake(f"'arg' must be a text or a number, and is {arg!r}")
            await room.fault(_text(order, "mirror"), _text(order, "kind"), arg)
            return {}
        case "clear":
            await room.clear(_text(order, "mirror"))
            return {}
        case "reload":
            room.reload()
            return {}
        case "log":
            return {"rows": room.log}
        case other:
            raise Mistake(f"no order is called {other!r}; there are publish, edit, fault, clear, reload, log")


def _number(order: Mapping[str, Any], key: str, default: int | None = None) -> int:
    value = order.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Mistake(f"{key!r} must be a number, and is {value!r}")
    return value


def _text(order: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = order.get(key, default)
    if not isinstance(value, str):
        raise Mistake(f"{key!r} must be a text, and is {value!r}")
    return value
