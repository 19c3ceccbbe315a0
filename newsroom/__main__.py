"""The child of ``NewsroomProcess``: one argument, the options as a JSON object. People use ``mirrorfold newsroom``."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any

from crawler.model.errors import Refused
from newsroom.paper_articles import Mistake
from newsroom.room import serve


def announce(values: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def main() -> int:
    try:
        asyncio.run(serve(json.loads(sys.argv[1]), announce, with_stdin=True))
    except Mistake as error:
        announce({"mistake": str(error)})
        return 2
    except Refused as error:
        announce({"refused": str(error)})
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
