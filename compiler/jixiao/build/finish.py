"""The last steps of a document, which wait for the disk: another process may do them while the next one is made."""

from pathlib import Path
from typing import NamedTuple

from jixiao.build.output import Output, Staged, put, remove_others, settle
from jixiao.build.state import State


class Ready(NamedTuple):
    """The outputs of a document beside their places: the files, the folder of the bundle and all names that belong there."""

    staged: Staged
    bundle: Path
    names: frozenset[str]

    def settle(self) -> None:
        """Put them in their places, and remove what an earlier bundle had and this one has not.

        Raises:
            OutputError: nothing was changed, or an old file could not be removed.
        """
        settle(self.staged)
        remove_others(self.bundle, self.names)


class Left(NamedTuple):
    """What is left to do: outputs to be put in their places, then the state, which says that it was done."""

    ready: Ready
    file: Path
    state: State

    def settle(self) -> None:
        """See `Ready`."""
        self.ready.settle()

    def remember(self) -> None:
        """Write the state.

        Raises:
            OutputError: it cannot be written.
        """
        put([Output(self.file, self.state.content())])

    def discard(self) -> None:
        """Forget the outputs: what was there stays as it is."""
        self.ready.staged.discard()
