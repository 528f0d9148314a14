"""Running git: the one place that starts it.

Never a network, a prompt, a pager or a lock: what is not in the object store is missing. Messages are asked for in
English, since faults are told apart by them.
"""

import os
from pathlib import Path
from typing import NamedTuple

#: The code of an answer where there is no git to ask.
NO_GIT = 127
#: Where git was told to look by whoever started us (a hook): relative to another folder than ours.
_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
_QUIET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # a partial clone would fetch what it lacks
    "GIT_PAGER": "",
    "LC_ALL": "C",
}


class Answer(NamedTuple):
    """What git gave back: exit code, output, and its complaints."""

    code: int
    out: bytes
    error: str

    @property
    def text(self) -> str:
        """The output without its last line end; bytes that are no text become lone surrogates."""
        return self.out.decode("utf-8", "surrogateescape").removesuffix("\n")


def git(folder: Path, *arguments: str, feed: bytes = b"", keep_places: bool = False) -> Answer:
    """Run one git command in a folder.

    `keep_places`: for commands that git itself started and whose surroundings hold.
    """
    import subprocess

    gone = () if keep_places else _PLACES
    surroundings = {key: value for key, value in os.environ.items() if key not in gone} | _QUIET
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, input=feed, capture_output=True, env=surroundings, check=False)  # noqa: S603 - no shell
    except OSError:
        return Answer(NO_GIT, b"", "")
    except ValueError as error:  # a zero byte in an argument
        return Answer(128, b"", str(error))
    return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))
