"""Finding the face: BlazeFace, Face Mesh and iris networks in cv2.dnn. Nothing else in the program uses cv2.dnn."""

from skinmetrics.imaging.landmarks.errors import CUT_OFF, FaceError
from skinmetrics.imaging.landmarks.eyes import Eye
from skinmetrics.imaging.landmarks.find import Face, find_face, share_outside
from skinmetrics.imaging.landmarks.networks import ModelDamaged

__all__ = ["CUT_OFF", "Eye", "Face", "FaceError", "ModelDamaged", "find_face", "share_outside"]
