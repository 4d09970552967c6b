"""What the depth of skin takes from a photo: melanin hides the blood beneath it, and gloss outshines what is left.

docs/decisions/0042-what-deep-skin-hides.md has the figures. Depth is that of the face as a whole: melanin is a
person's, and regions that came and went with the shade on them would be a change. Of a photo without a white it is not
known.
"""

from __future__ import annotations

from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Declined

DEEPEST = 0.145  # of the white's light: drawn skin of Fitzpatrick type VI sends back less, of V more
DEEP = 0.33  # of V less, of IV more; the four deep ones of 34 real faces 0.16 to 0.285, the others 0.37 and more
PRESSED_TIMES = 1.6  # as bright as drawn deep skin seems, at most, against a white that the camera presses
RED_HIDDEN = Declined("Skin of this depth hides most of the red beneath it, so a photo cannot measure it fairly.")
OUTSHONE = Declined("On skin of this depth shine outweighs the shade below the eyes: a photo cannot measure it fairly.")
PITS_OUTSHONE = Declined("On skin of this depth shine outweighs the shade of pits: a photo cannot measure it fairly.")


def deepest(skin_map: SkinMap) -> bool:
    """Whether the face's skin is as deep as type VI."""
    return _darker_than(skin_map, DEEPEST)


def deep(skin_map: SkinMap) -> bool:
    """Whether the face's skin is as deep as type V."""
    return _darker_than(skin_map, DEEP)


def _darker_than(skin_map: SkinMap, limit: float) -> bool:
    if skin_map.typical_brightness is None or skin_map.white is None:
        return False
    return skin_map.typical_brightness < limit * (PRESSED_TIMES if skin_map.white.pressed else 1.0)
