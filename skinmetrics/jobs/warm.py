"""What a worker process does before its first photo, so that the first is as quick as the next."""

import ctypes
import sys

import cv2

from skinmetrics.imaging.landmarks.networks import NETWORKS, network

_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1
"""Of mallopt(3)."""
_LARGEST_KEPT, _KEPT = 32 << 20, 64 << 20


def warm_up() -> None:
    """One thread for OpenCV, since the workers share the cores; memory kept between arrays; the networks loaded."""
    cv2.setNumThreads(1)
    _keep_memory()
    for file in NETWORKS:
        network(file)


def _keep_memory() -> None:
    """Let the C library keep freed memory as it does by itself.

    Dask starts its workers with MALLOC_TRIM_THRESHOLD_, so that every array is given back to the system and asked for
    anew, page by page: half of a worker's time.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # musl has none
        mallopt(_MMAP_THRESHOLD, _LARGEST_KEPT)
        mallopt(_TRIM_THRESHOLD, _KEPT)
