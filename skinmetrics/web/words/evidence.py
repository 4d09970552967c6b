"""The evidence sheet's sentences, each fact with its source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """What is claimed of facial acupuncture, the best trial known of it, the metrics here, and their limit."""

    claim: str
    trial: str
    metrics: tuple[str, ...]
    limit: str


@dataclass(frozen=True)
class Source:
    """A fact and where it is from."""

    fact: str
    source: str


TITLE = "What is known"
CLAIMS_TITLE = "Claims"
MEASURED, NOT_MEASURED = "Measured here: {metrics}.", "Not measured here."
NEVER_TITLE = "What no photo can show"
TRIALS_TITLE = "The trials"
METHOD_TITLE = "What this program is built on"

SUMMARY = (
    "There is little research on facial acupuncture. The trials are small, and we found none against pretended "
    "needling. So measure yourself, and take each number with its noise."
)

CLAIMS = (
    Claim(
        "Fewer fine lines and wrinkles, softer folds",
        "Thread embedding, a related treatment: 20 people without a control group had better folds after one to three "
        "months. Of needles alone we know no controlled trial.",
        ("fine_line_density", "wrinkle_density", "line_depth"),
        "Lines look deeper towards evening and in light from one side.",
    ),
    Claim(
        "Firmer skin, better elasticity",
        "27 women, five sessions in three weeks, no control group: a rating of contour images rose from 1.70 to 2.26.",
        ("lower_face_contour",),
        "A photo shows where the contour stands, not how elastic the skin is. Posture and weight move it too.",
    ),
    Claim(
        "Smoother texture, smaller pores",
        "No trial known.",
        ("texture_roughness", "pore_density", "pore_area"),
        "Pores need a close and sharp photo.",
    ),
    Claim(
        "More even tone, fewer brown spots",
        "Melasma (brown patches), 41 people, 16 sessions: area 2.4 and 2.6 cm² smaller in the two groups; no group "
        "with pretended needling is described.",
        ("tone_unevenness", "pigment_spot_area"),
        "Sun and season change both more than most treatments.",
    ),
    Claim(
        "Calmer skin: acne, rosacea, eczema",
        "No facial trial known that a photo could be held against.",
        ("redness", "redness_patchiness", "blemish_count", "blemish_area"),
        "Redness follows heat, sport and the last hour. This is no test for any illness.",
    ),
    Claim(
        "Smaller acne scars",
        "No trial known.",
        ("scar_relief",),
        "Light from above makes scars look deeper.",
    ),
    Claim(
        "A radiant, healthy complexion",
        "No trial known.",
        ("radiance", "under_eye_darkness"),
        "Sleep, make-up and the lamp change it within a day.",
    ),
)

NEVER = (
    "Collagen and elastin, moisture, blood flow as such, uptake of nutrients and qi cannot be seen in a photo. "
    "This program measures none of them, and no score here stands for one."
)

OUTSIDE = (
    "Photos of one person before and after show a change, never its cause. Seasons, sleep, new creams and another "
    "phone change skin and pictures too."
)

TRIALS = (
    Source(
        "27 women of 40 to 59 years completed five sessions; the commonest unwanted effect was bruising.",
        "Yun et al. 2013, PMC3745857",
    ),
    Source(
        "Two people, five weekly sessions: water and oil content rose in one of them.",
        "Donoyama 2012, Acupunct Med 30:152",
    ),
    Source(
        "Melasma (brown patches), 20 against 21 people, 16 sessions; no pretended needling is described.",
        "PubMed 26850796",
    ),
    Source(
        "A review of seven trials with 216 people, five of them without a comparison group: all found something good, "
        "and six had flaws in their statistics.",
        "J Cosmet Med 2018;2:76",
    ),
)

METHOD_FACTS = (
    Source(
        "Even a photo booth repeats its wrinkle score only to 3.4 %, so that two photos must differ by about 9.4 %.",
        "PubMed 38024101",
    ),
    Source(
        "Selfies in any light repeat most signs to 10 to 13 %. So the guide asks for the same place and light.",
        "doi 10.1111/ics.12512",
    ),
    Source(
        "A camera at 30 cm widens the base of the nose by about 30 % against one at 1.5 m.",
        "JAMA Facial Plast Surg 2018",
    ),
    Source(
        "Of 291 popular before and after posts, 282 favoured the after. Ours are lined up and say if they compare.",
        "doi 10.1093/asj/sjab203",
    ),
    Source(
        "Scores that rise before the treatment make the usual measure of change too large. Where they drift all along, "
        "it is said.",
        "Tarlow 2017",
    ),
)
