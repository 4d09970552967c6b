"""What the page says, in one place; the findings themselves are worded by `progress.words.sentences`.

Short and plain; no cause is named, nothing is promised, and no change is given without what retaking would do.
"""

from __future__ import annotations

from skinmetrics.progress.words.names import REGION_WORDS
from skinmetrics.progress.words.saying import Say, capital, in_english

PRODUCT = "Skinmetrics"
TITLE = "What changed on your skin?"
INTRODUCTION = (
    "Add photos of one face from different days. You see what changed, and whether that is more than taking the same "
    "photo twice would show."
)
PRIVACY = "Nothing leaves this computer, and nothing is stored."
PRIVACY_ELSEWHERE = "Your photos go to whoever runs this page, are measured there, and are not stored."

UPLOAD = "Photos of one face, several at once"
CHOOSE_FILES, CHOOSE_FOLDER, UP_TO = "Choose files", "Choose a folder", "Up to {megabytes} MB each"
DATE_FORMAT = "YYYY-MM-DD"
"""How fields for a day show it."""
NO_SUCH_DAY = "This day cannot be chosen. The calendar shows which can."
CAMERA = "Use the camera"
CAMERA_SHOT = "Look straight ahead, in even light, face relaxed"
TAKE = "Take the photo"
NOT_ALLOWED = "The camera is not allowed yet. Allow it in your browser, or choose files."
SAMPLES = "Try it with sample photos"
SAMPLES_NOTE = "The sample photos are computer-generated. They show nobody."
SAMPLES_MISSING = "The sample photos are not installed. Add photos of your own."
START_OVER, START_OVER_FOR_GOOD = "Start over", "Take all photos away"
REMOVE = "Remove"

TIPS_TITLE = "Photos that compare well"
TIPS = (
    ("Same place", "The same spot and the same lamp or window each time."),
    (
        "Straight ahead",
        "Face relaxed and dry, hair pinned back. No make-up or cream, no needles, tapes or patches, no beauty filter "
        "or portrait mode.",
    ),
    ("Close enough", "The face fills most of the picture, in focus."),
    ("Three in a row", "Three photos within minutes count as one measurement, a steadier one."),
)

REFUSED_TITLE = "Not used"
DISMISS = "Hide this list"
LOST = "This photo took too long or too much memory and was left out. Save it anew, or smaller, and add it again."
FAULT = "A fault in this program kept the photo from being measured. The other photos are not affected."
TWICE = "This photo is here already."

PHOTOS_TITLE = "Your photos"
PHOTOS_NOTE = "The outline shows the face that was found. If a date is wrong, correct it."
DATE_ASKED = "When was it taken?"
DATE_FROM_FILE = "Taken on"
DATE_OF_SENDING = "By its name a messenger stored this photo: the day may be that of sending. Correct it above if so."
UNDATED_ONE = "1 photo has no date yet. It joins the chart as soon as you enter one."
UNDATED = "{count} photos have no date yet. They join the chart as soon as you enter one."

CAPTURE = {"good": "Good to compare", "usable": "Can be compared", "unusable": "Cannot be compared"}

CHART_TITLE = "Over time"
REGION = "Part of the face"
REGION_NOTE = "Left and right are your own left and right."
WHOLE_FACE = "Whole face"
BAND = "Grey band: what retaking the first photo would show. Inside it, no change can be called sure."
NO_VALUES = "Not measured here."
NUMBERS = "Show the numbers"
NUMBERS_LABEL = "Scores by day: {region}"
DATE = "Date"
PHOTOS = "Photos"
FROM = "From"
DOWNLOAD = "Download the scores (CSV)"
CSV_NAME = "skinmetrics.csv"

OTHERS = "Everything else that was measured ({metrics})"
ONE_OVER_TIME = "One of them over time"
ANOTHER_PERSON = (
    "These seem to show another person than most of your photos, so they are left out: {photos}. If they do show you, "
    "the light or the angle differs too much to tell."
)
ONE_PERSON = "All of these photos show the same person: count them all."
MIRRORED = "These are mirrored, as selfie cameras may do: {photos}. Left and right were swapped back for the scores."

WHERE_NOTE = (
    "Left and right are your own. Green: improved. Orange and dashed: worsened. Dotted: what moved, "
    "but is not sure yet."
)

OTHER_PARTS = "Photos that lack much of the face that the first and the last day show are not drawn for the whole face."

COMPARE_TITLE = "Before and after"
COMPARE_NOTE = "The two faces are lined up. Drag the handle, or use the arrow keys."
BEFORE = "Before"
AFTER = "After"
SLIDER_LABEL = "How much of the earlier photo is shown"
FACES_TITLE = "Side by side"
FACES_NOTE = "Every face brought to the same position and size."

ONE_DATE = "Add a photo from another day to see what changed."

GROUPS = {
    "Lines": ("wrinkle_density", "line_depth"),
    "Pores and scars": ("pore_density", "pore_area", "scar_relief"),
    "Spots": ("blemish_count", "blemish_area", "pigment_spot_area"),
    "Colour and light": ("redness", "redness_patchiness", "tone_unevenness", "radiance", "under_eye_darkness"),
    "Shape": ("lower_face_contour",),
}
"""The metrics that do not stand first, as people group them."""

REGIONS = {region: capital(name) for region, name in REGION_WORDS.items()}
"""The regions as headings."""


ONE_PHOTO, SEVERAL_PHOTOS = "1 photo", "{count} photos"
MEASURING = "Measuring {photos}: {done} done"
FACE_ALT = "Lined-up face from {name}"
PHOTO_ALT = "Photo {name} with the face outlined"

FIRST_AGAINST_LAST = "First day against last. My progress compares all days before the first session with all after it."
NOT_COMPARED = "These photos cannot be compared. The chart shows what could be measured."
NOTHING_CHANGED = (
    "Between {first} and {last}, nothing changed on the whole face by more than retaking the photos would show."
)
NOTHING_COMPARED_CHANGED = (
    "Between {first} and {last}, nothing of what could be compared changed by more than retaking the photos would show."
)
NOT_SURE = "Between {first} and {last}, no change is sure. More photos would tell more."
BETWEEN = "Between {first} and {last}: {told}"
CHANGED = "{changes}, by more than retaking the photos would show."
IN_PARTS = "{change} {places}"
FACE_UNCHANGED = "Over the whole face no detectable change: {metrics}."
OTHERS_IMPROVED = "Improved, by more than retaking the photos would show: {metrics}."
OTHERS_WORSENED = "Worsened, by more than retaking the photos would show: {metrics}."
IN_PLACE = "{name} {place}"
ONE_PART_MOVED = "One part moved more, {place}; among so many parts, one does so by chance."
PARTS_MOVED = "Single parts moved more, most {place}; among so many parts, some do so by chance."
UNSURE = "Not sure yet: {metrics}."
UNCHANGED = "{metrics} did not change detectably."
UNKNOWN = "{metrics} could not be compared on the whole face."
DOWN = {"fine_line_density": "fewer fine lines", "texture_roughness": "smoother skin"}
UP = {"fine_line_density": "more fine lines", "texture_roughness": "rougher skin"}


def region_name(region: str | None, say: Say = in_english) -> str:
    """The plain name of a region; None is the whole face."""
    return say(WHOLE_FACE if region is None else REGIONS[region])


def photos(number: int, say: Say = in_english) -> str:
    """A number of photos: 1 photo, 2 photos."""
    return say(ONE_PHOTO if number == 1 else SEVERAL_PHOTOS).format(count=number)


def progress(done: int, total: int, say: Say = in_english) -> str:
    """What is said while photos are measured."""
    return say(MEASURING).format(photos=photos(total, say), done=done)
