"""Where training stands, so that a killed run goes on: all variables, the step, and a log of what was measured."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from recognition.training.workfolder import write_arrays, write_json

STATE_FILE, LOG_FILE = "state.npz", "log.json"


class TrainingState:
    """The variables of a network and its optimizer, and the log, in one folder."""

    def __init__(self, folder: Path, variables: Sequence[keras.Variable]) -> None:
        self.folder = folder
        self.log: list[dict[str, Any]] = []
        self._variables = variables

    def restore(self) -> int:
        """Set the variables as they were kept last and return their step; 0 when nothing is kept."""
        if not (self.folder / STATE_FILE).exists():
            return 0
        with np.load(self.folder / STATE_FILE) as arrays:
            step = int(arrays["step"])
            for number, variable in enumerate(self._variables):
                variable.assign(arrays[f"{number}"])
        rows = json.loads((self.folder / LOG_FILE).read_text())
        self.log = [row for row in rows if row["step"] <= step]
        return step

    def note(self, row: dict[str, Any]) -> None:
        """Add a row, which has its step, to the log; what `keep` has not reached when a run is killed is dropped."""
        self.log.append(row)
        write_json(self.folder / LOG_FILE, self.log)

    def keep(self, step: int) -> None:
        """Keep the variables as they are after `step`."""
        arrays = {f"{number}": variable.value.numpy() for number, variable in enumerate(self._variables)}
        write_arrays(self.folder / STATE_FILE, arrays | {"step": np.array(step)})
