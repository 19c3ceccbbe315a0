"""The description of the API that ``/api/v1/openapi.json`` is: OpenAPI 3.1, made of the table of pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

PARAMETERS = {
    "/api/v1/overview": ("page",),
    "/api/v1/articles": ("q", "source", "verdict", "day", "mirror", "section", "before"),
    "/api/v1/articles/{article}": ("left", "right"),
    "/api/v1/stories/{story}": ("left", "right"),
    "/api/v1/mirrors": ("source", "page"),
    "/api/v1/alarms": ("source", "show", "before"),
    "/api/v1/proposals": ("source", "show"),
    "/api/v1/quarantine": ("source", "reason"),
    "/api/v1/runs": ("source", "outcome", "before"),
    "/api/v1/numbers": ("source", "span"),
    "/api/v1/events": ("after", "limit"),
}
"""Address → its parameters; ``before`` and ``after`` are cursors: what an answer named ``older`` or ``next``."""

FURTHER = (
    ("/api/v1/settings", "Every setting in force, and what is wrong"),
    ("/api/v1/now", "What runs now"),
    ("/api/v1/events", "What happened since a cursor, the oldest first"),
    ("/api/v1/trials/{trial}", "How far a survey of a site is"),
)


def describe_api(pages: Iterable[tuple[str, str]], root: str) -> dict[str, Any]:
    """Describe the API.

    :param pages: address and what it answers
    :param root: the path under which a proxy serves the pages
    """
    return {
        "openapi": "3.1.0",
        "info": {"title": "Mirrorfold", "version": version("mirrorfold"), "license": {"name": "MIT"}},
        "servers": [{"url": root or "/"}],
        "security": [{"token": []}, {}],
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}, "schemas": _SCHEMAS},
        "paths": {path: {"get": _operation(path, about)} for path, about in (*pages, *FURTHER)},
    }


_SCHEMAS = {
    "Facts": {"type": "object"},
    "Error": {
        "type": "object",
        "required": ["error", "code"],
        "properties": {"error": {"type": "string"}, "code": {"type": "integer"}},
    },
}


def _operation(path: str, about: str) -> dict[str, Any]:
    named = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in _names(path)]
    asked = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in PARAMETERS.get(path, ())]
    return {
        "summary": about,
        "operationId": "get_" + re.sub(r"\W+", "_", path.removeprefix("/api/v1/")).strip("_"),
        "parameters": [*named, *asked],
        "responses": {
            "200": {"description": about, "content": _content("Facts")},
            "default": {"description": "What went wrong, and what to do", "content": _content("Error")},
        },
    }


def _names(path: str) -> list[str]:
    return re.findall(r"{(\w+)}", path)


def _content(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
