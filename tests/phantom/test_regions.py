from __future__ import annotations

import numpy as np
import pytest

from skinmetrics.phantom import IDENTITIES, REGIONS, Identity
from skinmetrics.phantom.fields import Grid
from skinmetrics.phantom.lines import region_area_cm2
from skinmetrics.phantom.plan import face_plan
from skinmetrics.phantom.regions import contains, mirror, region_mask

GRID = Grid(-80.0, -100.0, 80.0, 130.0, 1.0)


@pytest.mark.parametrize("person", IDENTITIES, ids=lambda p: p.name)
def test_every_region_of_every_person_has_skin(person: Identity) -> None:
    smallest = min(REGIONS, key=lambda region: region_area_cm2(person, region))
    assert region_area_cm2(person, smallest) > 1.2, smallest


@pytest.mark.parametrize("person", IDENTITIES, ids=lambda p: p.name)
def test_regions_do_not_overlap(person: Identity) -> None:
    count = sum(region_mask(person.shape, person.hair, region, GRID).astype(int) for region in REGIONS)
    assert np.max(count) == 1


@pytest.mark.parametrize("region", REGIONS)
def test_left_is_the_mirror_image_of_right(anna: Identity, region: str) -> None:
    here = region_mask(anna.shape, anna.hair, region, GRID)
    there = region_mask(anna.shape, anna.hair, mirror(region), GRID)
    np.testing.assert_array_equal(here, there[:, ::-1])


@pytest.mark.parametrize("region", [name for name in REGIONS if name.endswith("_left")])
def test_the_left_of_the_person_is_at_positive_x(anna: Identity, region: str) -> None:
    columns = np.flatnonzero(region_mask(anna.shape, anna.hair, region, GRID).any(axis=0))
    assert GRID.x[0, columns].min() > 0


def test_crows_feet_reach_from_3_to_18_mm_beside_the_eye(anna: Identity) -> None:
    plan = face_plan(anna.shape, anna.hair)
    beside = np.array([[plan.outer_canthus_x + d for d in (2.5, 3.5, 17.5, 18.5)]], np.float32)
    inside = contains(plan, "crows_feet_left", beside, np.zeros_like(beside))
    assert inside.tolist() == [[False, True, True, False]]


def test_an_unknown_region_is_refused(anna: Identity) -> None:
    with pytest.raises(KeyError):
        region_mask(anna.shape, anna.hair, "elbow", GRID)
