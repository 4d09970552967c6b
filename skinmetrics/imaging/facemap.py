"""The face map: the face warped to a fixed frame at a fixed number of px per mm.

Every photo is brought to the same pixels for the same skin: the mesh places each node of the frame, the nodes between
are filled in smoothly, and one remap draws the map. A finer photo is low-passed first, so that it cannot look rougher.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.frame import BOTTOM_MM, LEFT_MM, NODE_MM, RIGHT_MM, TOP_MM, frame
from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.photo import Photo
from skinmetrics.imaging.quantiles import median
from skinmetrics.imaging.regions import all_regions, map_side, region_mask

TURNED_AWAY_COS = 0.34  # skin turned more than 70° from the camera is not seen
MARGIN_PX = 8  # photo px kept around what is drawn, for filters
CUBIC_VARIANCE = 0.06  # px²; about what cubic interpolation blurs the sharpest edges by
HALVED_VARIANCE = 2.25  # px²; a picture that is blurred by as much is drawn from half its size
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)  # Rec. 709

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Resolution:
    """One of the two fixed resolutions: px per mm, and the sharpness that every map of it is brought to.

    ``edge_variance`` is the variance (mm²) that edges around the eyes have in such a map, see sharpness.py; of a photo
    in which they have more than ``edge_variance_max`` no map can be made: lines are lost in it, not softened.
    """

    name: str
    px_per_mm: float
    edge_variance: float
    edge_variance_max: float


HIGHLIGHT = 0.8  # linear light of the brightest channel, above which cameras press what is brighter together
# Linear light added before logarithms. Where eyes and hair are looked for it keeps sensor noise in the dark small. Skin
# is brighter by far, and its contrasts must not fall with the exposure.
DARK, SKIN_DARK = 0.004, 0.0004

STANDARD = Resolution("standard", 2.5, 0.09, 0.22)
FINE = Resolution("fine", 5.0, 0.07, 0.14)


@dataclass(frozen=True)
class Box:
    """A part of the frame, mm."""

    left: float
    top: float
    right: float
    bottom: float

    def slices(self, px_per_mm: float) -> tuple[slice, slice]:
        """Rows and columns of a face map of ``px_per_mm``."""
        rows = slice(round((self.top - TOP_MM) * px_per_mm), round((self.bottom - TOP_MM) * px_per_mm))
        columns = slice(round((self.left - LEFT_MM) * px_per_mm), round((self.right - LEFT_MM) * px_per_mm))
        return rows, columns


WHOLE = Box(LEFT_MM, TOP_MM, RIGHT_MM, BOTTOM_MM)


@dataclass(frozen=True)
class FaceMap:
    """A face, or the part of it in ``box``, in the fixed frame.

    ``linear``: (h, w, 3) float32 linear-light sRGB, 0 … 1. ``visible``: (h, w) bool, on the face and turned to the
    camera. ``detail``: full-size photo px per mm, in the direction in which they are fewer, for every cell between four
    nodes of the whole frame, whatever the box: a region's are where its mask at 1 / NODE_MM px per mm is. ``inside``:
    (h, w) bool, in the picture; None where all is.
    """

    px_per_mm: float
    linear: Image
    visible: Mask
    detail: Image
    inside: Mask | None = None

    def outside_share(self, region: str) -> float:
        """The share of a region of the whole frame that the picture does not reach, 0 … 1."""
        return 0.0 if self.inside is None else float((~self.inside[region_mask(region, self.px_per_mm)]).mean())

    @cached_property
    def highlight_share(self) -> float:
        """The share of what is seen of the regions that is brighter than HIGHLIGHT, 0 … 1."""
        light = brightest(self.linear)[all_regions(self.px_per_mm) & self.visible]
        return float((light > HIGHLIGHT).mean()) if light.size else 0.0


@dataclass(frozen=True)
class LightMap:
    """How bright a photo's face is: (h, w) ``light``, linear, all channels together, and ``visible`` as in
    ``FaceMap``.
    """

    px_per_mm: float
    light: Image
    visible: Mask


@dataclass(frozen=True)
class Drawing:
    """A photo's face, to be drawn at several resolutions: what they share is found once.

    ``light``: (h, w, 3) linear light of the part of the photo that the frame takes, ``corner`` (x, y) where it begins.
    ``xy``: (rows, columns, 2) where the frame's nodes lie, px of ``photo.pixels``; ``sampling`` its px per mm in the
    cells between them; ``seen`` positive at nodes whose skin is turned to the camera.
    """

    face: Face
    light: Image
    corner: Image
    xy: Image
    sampling: Image
    seen: Image
    shrink: float

    @classmethod
    def of(cls, photo: Photo, face: Face) -> Drawing:
        """Where the frame lies in a photo, and its light there."""
        nodes = frame().place(face.mesh)
        xy = (nodes[..., :2] - np.float32((photo.shrink - 1) / 2)) / np.float32(photo.shrink)
        window, corner = _window(photo, xy)
        return cls(face, linear_light(window), corner, xy, _sampling(xy), _seen(nodes), photo.shrink)

    def face_map(self, px_per_mm: float, blur_mm: float, box: Box = WHOLE, unblur_mm: float = 0.0) -> FaceMap:
        """The face in the frame at ``px_per_mm``, blurred by a Gaussian of ``blur_mm`` (sigma) on the way, then freed
        from one of ``unblur_mm``.

        ``blur_mm`` also is what keeps a finer photo from aliasing: where the map is measured, not only looked at, it
        makes up at least for the photo's smaller pixels.
        """
        linear, turned, inside = self._drawn(self.light, px_per_mm, blur_mm, box)
        linear = _freed(linear, unblur_mm * px_per_mm)
        detail = self.sampling * np.float32(self.shrink)
        return FaceMap(px_per_mm, linear, turned & inside, detail, inside)

    def light_map(
        self, px_per_mm: float, blur_mm: float, unblur_mm: float = 0.0, weights: Image = LUMINANCE
    ) -> LightMap:
        """The channels of the ``face_map``, added up by their ``weights``, in a third of the time."""
        light, turned, inside = self._drawn(weighted(self.light, weights), px_per_mm, blur_mm, WHOLE)
        return LightMap(px_per_mm, _freed(light, unblur_mm * px_per_mm), turned & inside)

    def places(self, px_per_mm: float, box: Box) -> tuple[Image, Image]:
        """Where in the photo every map pixel of ``box`` lies: (h, w) x and y, px of the photo's full size."""
        across, down = (_between_nodes(self.xy[..., axis], px_per_mm, box) for axis in (0, 1))
        step, first = np.float32(self.shrink), np.float32((self.shrink - 1) / 2)
        return across * step + first, down * step + first

    def _drawn(self, light: Image, px_per_mm: float, blur_mm: float, box: Box) -> tuple[Image, Mask, Mask]:
        """What is drawn of ``light``, what of it is turned to the camera, and what lies in the picture."""
        nodes = (self.xy[..., 0], self.xy[..., 1], self.seen)
        across, down, seen = (_between_nodes(values, px_per_mm, box) for values in nodes)
        across -= self.corner[0]
        down -= self.corner[1]
        inside = _inside(across, light.shape[1]) & _inside(down, light.shape[0])
        light, halved = _blurred(light, (blur_mm * median(self.sampling[frame().inside[:-1, :-1]])) ** 2)
        x, y = (at / np.float32(halved) for at in (across, down))
        drawn = cv2.remap(light, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT)
        return np.clip(np.asarray(drawn, np.float32), 0, 1), seen > 0, inside


def draw_face_map(photo: Photo, face: Face, px_per_mm: float, blur_mm: float, box: Box = WHOLE) -> FaceMap:
    """One map of a face: see ``Drawing.face_map``."""
    return Drawing.of(photo, face).face_map(px_per_mm, blur_mm, box)


def luminance(linear: Image) -> Image:
    """(h, w) relative luminance of linear-light sRGB (h, w, 3)."""
    return weighted(linear, LUMINANCE)


def weighted(linear: Image, weights: Image) -> Image:
    """(h, w) sum of the channels of (h, w, 3) by their ``weights`` (3,)."""
    return np.asarray(cv2.transform(linear, weights[None]), np.float32)


def brightest(linear: Image) -> Image:
    """(h, w) value of the brightest channel of (h, w, 3)."""
    red, green, blue = cv2.split(linear)
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.float32)


def _blurred(light: Image, variance: float) -> tuple[Image, int]:
    """The picture to draw from so that cubic interpolation ends at a Gaussian of this variance (px²), and how many
    times smaller it is.
    """
    halved = 1
    while variance >= HALVED_VARIANCE and min(light.shape[:2]) >= 4:
        light = np.asarray(cv2.pyrDown(light), np.float32)
        variance = (variance - 1) / 4  # less what pyrDown blurs by
        halved *= 2
    if halved == 1:
        variance -= CUBIC_VARIANCE
    return _gaussian(light, variance) if variance > 0 else light, halved


def _gaussian(light: Image, variance: float) -> Image:
    if variance < 0.25:  # a sampled Gaussian is too narrow: three taps have it exactly
        taps = np.array([variance / 2, 1 - variance, variance / 2], np.float32)
        return np.asarray(cv2.sepFilter2D(light, -1, taps, taps), np.float32)
    return np.asarray(cv2.GaussianBlur(light, (0, 0), float(np.sqrt(variance))), np.float32)


def _freed(light: Image, sigma: float) -> Image:
    """Freed from most of a Gaussian of ``sigma`` px: the first step of van Cittert's iteration (1931). Further steps
    take off a little more, and raise noise.
    """
    if not sigma:
        return light
    return np.clip(np.asarray(cv2.addWeighted(light, 2, _gaussian(light, sigma**2), -1, 0), np.float32), 0, 1)


def linear_light(srgb: NDArray[np.uint8]) -> Image:
    """Linear light, 0 … 1, of sRGB uint8 (IEC 61966-2-1)."""
    return np.asarray(cv2.LUT(srgb, _LINEAR), np.float32)


def _linear_table() -> Image:
    v = np.arange(256) / 255
    return np.asarray(np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4), np.float32)


_LINEAR = _linear_table()


def _between_nodes(values: Image, px_per_mm: float, box: Box) -> Image:
    """Node values (rows, columns) at every map pixel of ``box``, bilinear."""
    rows, columns = box.slices(px_per_mm)
    down, across = _hats(TOP_MM, BOTTOM_MM, px_per_mm)[rows], _hats(LEFT_MM, RIGHT_MM, px_per_mm)[columns]
    return np.asarray(down @ values @ across.T, np.float32)


@cache
def _hats(low_mm: float, high_mm: float, px_per_mm: float) -> Image:
    """(px, nodes): how much of each node a map pixel takes, linear between two nodes."""
    at = (np.arange(map_side(low_mm, high_mm, px_per_mm)) + 0.5) / px_per_mm / NODE_MM
    node = np.arange(round((high_mm - low_mm) / NODE_MM) + 1)
    return np.asarray(np.maximum(1 - np.abs(at[:, None] - node), 0), np.float32)


def _sampling(xy: Image) -> Image:
    """Photo px per mm in every cell between four nodes, in the direction in which the photo is coarser there."""
    dx = (np.diff(xy, axis=1)[:-1] + np.diff(xy, axis=1)[1:]) / (2 * NODE_MM)
    dy = (np.diff(xy, axis=0)[:, :-1] + np.diff(xy, axis=0)[:, 1:]) / (2 * NODE_MM)
    a, d = (dx**2).sum(-1), (dy**2).sum(-1)
    b = (dx * dy).sum(-1)
    smaller = (a + d) / 2 - np.sqrt(((a - d) / 2) ** 2 + b**2)
    return np.asarray(np.sqrt(np.maximum(smaller, 0)), np.float32)


def _seen(nodes: Image) -> Image:
    """Positive at nodes on the face whose skin is turned to the camera: the cosine's distance from the limit."""
    dx = np.gradient(nodes, axis=1)
    dy = np.gradient(nodes, axis=0)
    normal = np.cross(dx, dy)
    cosine = normal[..., 2] / np.maximum(np.linalg.norm(normal, axis=-1), 1e-9)
    return np.where(frame().inside, cosine - TURNED_AWAY_COS, -1).astype(np.float32)


def _window(photo: Photo, xy: Image) -> tuple[NDArray[np.uint8], Image]:
    """The part of the photo that is drawn, and its corner (x, y)."""
    rows, columns = photo.picture
    needed = xy.reshape(-1, 2)
    low, high = [columns.start, rows.start], [columns.stop, rows.stop]
    x0, y0 = np.clip(needed.min(0) - MARGIN_PX, low, [high[0] - 2, high[1] - 2]).astype(int)
    x1, y1 = np.clip(needed.max(0) + MARGIN_PX, [x0 + 2, y0 + 2], high).astype(int)
    return photo.pixels[y0:y1, x0:x1], np.array([x0, y0], np.float32)


def _inside(at: Image, length: int) -> Mask:
    return np.asarray((at >= 0) & (at <= length - 1), bool)
