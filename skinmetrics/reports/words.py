"""What the PDF says besides the findings, which `progress.words.sentences` words."""

from __future__ import annotations

from typing import Final

TITLE: Final = "Your skin over time"
FOR: Final = "For {client}"
FROM: Final = "{clinic}, {day}"
WHOLE_FACE: Final = "The whole face"
NOT_SURE: Final = "Not sure yet"
THE_REST: Final = "Everything else that was measured"
REGIONS: Final = "Parts of the face that changed"
NO_REGIONS: Final = "No part of the face changed by more than retaking the photos would show."
NO_COMPARED_REGIONS: Final = (
    "Of what could be compared in parts of the face nothing changed by more than retaking the photos would show."
)
NO_SURE_REGIONS: Final = (
    "No change is sure in any part of the face. Some parts moved by more than retaking alone would show, as a few do "
    "by chance."
)
MORE_REGIONS: Final = "More parts that changed, on the page of the program: {count}."
OVER_TIME: Final = "Over time"
BAND: Final = (
    "Grey band: where about 19 of 20 single days lie while nothing changes. A change is told from the averages of all "
    "days: it may be sure inside the band, and one day outside is none."
)
TICKS: Final = "Ticks along the bottom: sessions."
HOLLOW: Final = "Hollow points: photos left out of the comparison."
PICTURES: Final = "Before and after"
PICTURES_NOTE: Final = "Both faces are brought to the same position and size. Light and camera may differ."
CANNOT_TELL: Final = "What these photos cannot tell"
NEVER: Final = (
    "Collagen, elastin, moisture, blood flow and anything else below the surface cannot be seen on a photo, and are "
    "not measured."
)
NO_DIAGNOSIS: Final = (
    "This is no diagnosis. If a spot grows, changes, bleeds, does not heal or worries you, show it to a doctor; do not "
    "wait for the next photo."
)
HOW: Final = "How this was measured"
HOW_NOTE: Final = (
    "Each face is brought to one frame in millimetres. A change is called one when it is larger than taking the same "
    "photos twice would make it. The chance that anything here is called a change that is none is held at 5 %."
)
METHOD_HEAD: Final = ("Measured", "Unit", "Version")
PHOTOS: Final = "Photo days: {days}. Photos: {photos}, of which left out: {left_out}. Sessions: {sessions}."
VERSIONS: Final = "Skinmetrics {program}, noise model {noise}. Report {pseudonym}, made {moment}."
PAGE: Final = "Page {page} of 2"

TEMPLATES: Final = (
    TITLE, FOR, FROM, WHOLE_FACE, NOT_SURE, THE_REST,
    REGIONS, NO_REGIONS, NO_COMPARED_REGIONS, NO_SURE_REGIONS, MORE_REGIONS, OVER_TIME, BAND, TICKS, HOLLOW,
    PICTURES, PICTURES_NOTE, CANNOT_TELL, NEVER, NO_DIAGNOSIS, HOW, HOW_NOTE, *METHOD_HEAD, PHOTOS, VERSIONS, PAGE,
)  # fmt: skip
"""Every sentence of the PDF that is to be translated."""
