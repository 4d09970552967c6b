"""What is on the skin on one day, in mm, counts and amounts per area; the seed of the identity says where.

States nest: the lines, pores, spots and blemishes of a smaller amount are among those of a larger one, so that two
states differ in nothing but what was changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from skinmetrics.phantom.identity import Identity


@dataclass(frozen=True)
class PerRegion:
    """An amount for every region of the face: `default` where nothing else is said."""

    default: float = 0.0
    elsewhere: tuple[tuple[str, float], ...] = ()

    def of(self, region: str) -> float:
        """The amount of one region."""
        return dict(self.elsewhere).get(region, self.default)

    def with_(self, amounts: dict[str, float]) -> PerRegion:
        """The same but for the regions named."""
        return PerRegion(self.default, tuple(sorted({**dict(self.elsewhere), **amounts}.items())))

    def scaled(self, factor: float, regions: Iterable[str] | None = None) -> PerRegion:
        """All amounts times `factor`, or those of `regions` alone."""
        if regions is None:
            return PerRegion(self.default * factor, tuple((name, value * factor) for name, value in self.elsewhere))
        return self.with_({region: self.of(region) * factor for region in regions})


def amount_of(amount: float | PerRegion, region: str) -> float:
    """The amount of one region, of what may be given as one number for all."""
    return amount.of(region) if isinstance(amount, PerRegion) else float(amount)


def both_sides(amounts: dict[str, float]) -> dict[str, float]:
    """Amounts given once for paired regions ("cheek") become those of both sides."""
    paired = ("crows_feet", "infraorbital", "cheek", "nasolabial", "jaw")
    return {
        name: value
        for key, value in amounts.items()
        for name in ((f"{key}_left", f"{key}_right") if key in paired else (key,))
    }


@dataclass(frozen=True)
class Bruise:
    """A bruise at (x, y) mm on the plan of the face; red, then violet, yellow, gone in two weeks."""

    x: float
    y: float
    diameter_mm: float
    age_days: float


@dataclass(frozen=True)
class SkinState:
    """One day's skin. Densities are per cm² of skin."""

    fine_lines: PerRegion = PerRegion()
    """Length of furrows narrower than 1 mm, mm/cm²."""
    wrinkles: PerRegion = PerRegion()
    """Length of furrows of 1 mm and wider, mm/cm²."""
    line_depth: PerRegion = PerRegion(1.0)
    """Depth against the catalogue's: fine lines 0.08 to 0.22 mm, wrinkles 0.22 to 0.45 mm."""
    pores: PerRegion = PerRegion(60.0)
    """Visible pores, 1/cm²."""
    pore_diameter_mm: float | PerRegion = 0.24
    roughness_um: PerRegion = PerRegion(14.0)
    """RMS height of the skin's texture between furrows, µm."""
    scars: PerRegion = PerRegion()
    """Pits of 1.5 to 4 mm, 1/cm²."""
    blemishes: PerRegion = PerRegion()
    """Raised red spots of 2 to 5 mm, 1/cm²."""
    spots: PerRegion = PerRegion()
    """Brown spots of 1 to 7 mm, mm²/cm²."""
    redness: PerRegion = PerRegion()
    """Additional haemoglobin, in units of its natural-log absorbance of green light."""
    redness_patches: PerRegion = PerRegion()
    """The same in irregular patches of 6 to 15 mm that cover about a third of the skin."""
    under_eye: float | PerRegion = 0.12
    """Darkness of the infraorbital skin, in the same unit; of a PerRegion its infraorbital values count."""
    mottling: PerRegion = PerRegion(1.0)
    """Cloudiness of both pigments, against what is usual."""
    brightness: PerRegion = PerRegion(1.0)
    """Light that bare skin sends back, against what is usual for its tone."""
    shine: PerRegion = PerRegion(1.0)
    """Gloss, against what is usual; it is no part of the brightness."""
    sag_mm: PerRegion = PerRegion()
    """How much lower soft parts hang: jowl and corner of the mouth (of the jaw regions), brows (of the forehead)."""
    bruises: tuple[Bruise, ...] = field(default=())


def skin_for_age(identity: Identity) -> SkinState:
    """What skin of this person's age usually shows: lines grow with age, pores and blemishes wane."""
    share = min(max((identity.age - 22) / 50, 0.0), 1.0)
    young = max(1 - (identity.age - 18) / 25, 0.0)
    fine = {
        "forehead": 5.5, "glabella": 4.5, "crows_feet": 12.0, "infraorbital": 9.0, "cheek": 3.2, "nose": 1.2,
        "nasolabial": 4.0, "upper_lip": 6.0, "chin": 2.6, "jaw": 2.4,
    }  # fmt: skip
    wrinkles = {
        "forehead": 1.6,
        "glabella": 2.2,
        "crows_feet": 2.0,
        "nasolabial": 3.5,
        "infraorbital": 0.8,
        "cheek": 0.2,
    }
    grown = both_sides({region: value * share**1.1 for region, value in fine.items()})
    deep = both_sides({region: value * max(share - 0.3, 0.0) * 1.3 for region, value in wrinkles.items()})
    return SkinState(
        fine_lines=PerRegion(0.0, tuple(sorted(grown.items()))),
        wrinkles=PerRegion(0.0, tuple(sorted(deep.items()))),
        pores=PerRegion(45.0).with_(both_sides({"nose": 130.0, "cheek": 85.0, "infraorbital": 12.0, "forehead": 60.0})),
        roughness_um=PerRegion(12.0 + 6.0 * share),
        blemishes=PerRegion(0.02 + 0.10 * young),
        spots=PerRegion(0.25 + 1.6 * share),
        redness=PerRegion(0.02).with_(both_sides({"nose": 0.10, "cheek": 0.08})),
        under_eye=0.10 + 0.12 * share,
    )
