"""Where the pages are served: a port or a unix socket, bound before anything else is touched."""

from __future__ import annotations

import logging
import os
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from crawler.model.errors import Refused
from crawler.settings.sections import Web

log = logging.getLogger(__name__)

BACKLOG = 128


@dataclass(frozen=True, slots=True)
class Listener:
    """Where the pages are served.

    :ivar listening: the bound socket
    :ivar address: as a person types it: a URL, or a path of a unix socket
    :ivar path: of the unix socket; None for a port
    """

    listening: socket.socket
    address: str
    path: Path | None = None

    def close(self) -> None:
        """Listen no more."""
        self.listening.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)


def open_listener(web: Web) -> Listener | None:
    """Bind what the settings name.

    :returns: None where there are to be no pages, and where a port that nobody asked for is taken
    :raises Refused: when a port or a socket that was set cannot be bound
    """
    if web.socket:
        return _bind_path(Path(web.socket))
    if not web.port:
        return None
    host = f"[{web.host}]" if ip_address(web.host).version == 6 else web.host
    listening = socket.socket(socket.AF_INET6 if ip_address(web.host).version == 6 else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((web.host, web.port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        what = f"The pages cannot be served ({error.strerror})"
        cure = "Set web.port to a free port, or to 0 for no pages"
        if "port" in web.model_fields_set:
            raise Refused(what, where=f"{host}:{web.port}", cure=cure) from error
        log.warning("%s on %s:%d. %s", what, host, web.port, cure)
        return None
    return Listener(listening, f"http://{host}:{web.port}{web.root_path}/")


def _bind_path(path: Path) -> Listener:
    """Bind a unix socket that only its owner may use; what an ended process left there is taken away."""
    listening = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        if path.is_socket() and not _is_answered(path):
            path.unlink()
        listening.bind(str(path))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        cure = "Name a path in a folder that this user may write, and that no other process listens on"
        raise Refused(f"The pages cannot be served ({error.strerror})", where=str(path), cure=cure) from error
    finally:
        os.umask(before)
    return Listener(listening, str(path), path)


def _is_answered(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as asking:
        try:
            asking.connect(str(path))
        except OSError:
            return False
    return True
