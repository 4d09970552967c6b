"""The face networks: their files, checksums and one loaded copy per process.

`cv2.dnn` networks hold state while they run, so each is guarded by a lock and can be called from several threads.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

MODELS = Path(__file__).resolve().parents[3] / "models"
TFLITE_CLASSIC_ENGINE = 1  # OpenCV 5's new engine returns only the last output of a TFLite network


class ModelDamaged(Exception):  # noqa: N818 - named for what happened
    """A file under models/ is missing or is not the one this program was made with."""


@dataclass(frozen=True)
class NetworkFile:
    """A network's file, its SHA-256, the side of its square input in px and the range that its input is scaled to."""

    name: str
    sha256: str
    side: int
    low: float
    high: float


SHORT_RANGE = NetworkFile(
    "face_detection_short_range.tflite", "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8", 128, -1, 1
)
FULL_RANGE = NetworkFile(
    "face_detection_full_range.tflite", "786265658b35257bf1cabbc8cde07edcf271d9ab1bac6322ed08d84898991eac", 192, -1, 1
)
FACE_MESH = NetworkFile(
    "face_landmark.tflite", "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814", 192, 0, 1
)
IRIS = NetworkFile("iris_landmark.tflite", "d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f", 64, 0, 1)
NETWORKS = (SHORT_RANGE, FULL_RANGE, FACE_MESH, IRIS)


class Network:
    """A loaded network. Calling it takes one RGB image of the network's input size and gives every output by name."""

    def __init__(self, file: NetworkFile) -> None:
        """Read the network; raises ModelDamaged."""
        self.file = file
        self._net = cv2.dnn.readNetFromTFLite(str(verified(file)), TFLITE_CLASSIC_ENGINE)
        self._outputs = tuple(self._net.getUnconnectedOutLayersNames())
        self._lock = threading.Lock()

    def __call__(self, image: NDArray[np.uint8]) -> Mapping[str, Array]:
        """Run on ``image``, (side, side, 3) uint8 RGB."""
        span = self.file.high - self.file.low
        scaled = image.astype(np.float32) * np.float32(span / 255) + np.float32(self.file.low)
        blob = np.ascontiguousarray(scaled.transpose(2, 0, 1)[None])
        with self._lock:
            self._net.setInput(blob)
            outputs = [np.array(output, np.float32) for output in self._net.forward(self._outputs)]
        return dict(zip(self._outputs, outputs, strict=True))


def verified(file: NetworkFile) -> Path:
    """The path of a network's file; ModelDamaged unless its SHA-256 is the expected one."""
    path = MODELS / file.name
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelDamaged(
            f"The file models/{file.name} is missing. Get the program again, with its models."
        ) from error
    if digest != file.sha256:
        raise ModelDamaged(f"The file models/{file.name} was changed or is damaged. Get the program again.")
    return path


_loading = threading.Lock()


@cache
def _load(file: NetworkFile) -> Network:
    return Network(file)


def network(file: NetworkFile) -> Network:
    """The process's one loaded copy of a network."""
    with _loading:
        return _load(file)
