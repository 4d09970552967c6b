"""The fixed frame of the face map: where each millimetre of the mean face lies, and from which mesh points it is drawn.

Coordinates are mm of the face map: origin between the pupils, x to the person's left, y down, pupils 63 mm apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from skinmetrics.imaging.landmarks.pose import mean_face

LEFT_MM, TOP_MM, RIGHT_MM, BOTTOM_MM = -64.0, -78.0, 64.0, 112.0
NODE_MM = 2.0

# The mesh ends below the hairline; each point of its upper rim is carried on along the line from the brow below it.
FOREHEAD_RIM = (54, 103, 67, 109, 10, 338, 297, 332, 284)
BROW_BELOW = (70, 63, 105, 66, 9, 296, 334, 293, 300)
RISE = 0.62  # of the way from brow to rim, carried on above the rim: about 22 mm


@dataclass(frozen=True)
class Frame:
    """A grid of nodes every ``NODE_MM``, each a fixed mixture of three points of the extended mesh.

    ``corners`` (rows, columns, 3) indices into the extended mesh, ``weights`` (rows, columns, 3) barycentric weights,
    ``inside`` (rows, columns) whether the node lies on the face.
    """

    corners: NDArray[np.intp]
    weights: NDArray[np.float32]
    inside: NDArray[np.bool_]

    def place(self, mesh: NDArray[np.float32]) -> NDArray[np.float32]:
        """Where every node lies on a mesh (468, k): (rows, columns, k)."""
        extended = extend(mesh).astype(np.float32)
        return np.asarray(np.einsum("rcij,rci->rcj", extended[self.corners], self.weights), np.float32)


def extend(mesh: NDArray[np.floating]) -> NDArray[np.floating]:
    """The mesh (468, k) with its forehead carried on to the hairline: (468 + 9, k)."""
    rim, below = mesh[list(FOREHEAD_RIM)], mesh[list(BROW_BELOW)]
    return np.concatenate([mesh, rim + RISE * (rim - below)])


def nodes_mm() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The node coordinates in mm: x (columns,), y (rows,)."""
    return np.arange(LEFT_MM, RIGHT_MM + 1e-9, NODE_MM), np.arange(TOP_MM, BOTTOM_MM + 1e-9, NODE_MM)


@cache
def frame() -> Frame:
    """The frame over the mean face's mesh (Delaunay triangles)."""
    mesh = extend(mean_face().points[:, :2])
    triangles = Delaunay(mesh)
    x, y = nodes_mm()
    nodes = np.stack(np.meshgrid(x, y), -1)
    found = triangles.find_simplex(nodes)
    inside = found >= 0
    nearest = np.where(inside, found, _nearest_simplex(triangles, nodes, found))
    affine = triangles.transform[nearest]
    first_two = np.einsum("rcij,rcj->rci", affine[..., :2, :], nodes - affine[..., 2, :])
    weights = np.concatenate([first_two, 1 - first_two.sum(-1, keepdims=True)], -1)
    return Frame(triangles.simplices[nearest].astype(np.intp), weights.astype(np.float32), inside)


def _nearest_simplex(
    triangles: Delaunay, nodes: NDArray[np.float64], found: NDArray[np.signedinteger]
) -> NDArray[np.intp]:
    """For nodes outside: the triangle with the nearest centre, whose mixture is carried on beyond its edge."""
    centres = triangles.points[triangles.simplices].mean(1)
    nearest = np.zeros(found.shape, np.intp)
    outside = found < 0
    apart = np.linalg.norm(nodes[outside][:, None] - centres[None], axis=-1)
    nearest[outside] = apart.argmin(1)
    return nearest
