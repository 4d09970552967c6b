"""What a worker process does before its first photo, so that the first is as quick as the next."""

import cv2

from skinmetrics.imaging.landmarks.networks import NETWORKS, network


def warm_up() -> None:
    """One thread for OpenCV, since the workers share the cores; the networks loaded."""
    cv2.setNumThreads(1)
    for file in NETWORKS:
        network(file)
