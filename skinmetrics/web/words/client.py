"""What the shell and the client's pages say, in English; `say` gives them in the visitor's language.

Short and plain; no cause is named, nothing is promised, and no change is given without what retaking would do.
"""

from __future__ import annotations

NO_DIAGNOSIS = (
    "This is no diagnosis. If a spot grows, changes, bleeds, does not heal or worries you, show it to a doctor; do not "
    "wait for the next photo."
)
COMING = "One moment, the page is on its way. On a slow connection this can take a minute."
WITHOUT_SCRIPTS = "This page needs JavaScript. Allow it in your browser's settings, then load the page again."
SIGN_IN = "Sign in"
SIGN_OUT = "Sign out"
ACCOUNT = "Account"
PAGES = "Pages"
NOT_YOURS = "This page is for clients. Sign in as one, or ask your clinic for an invitation."
FAULT = "This part cannot be shown just now. Load the page again. If that does not help, tell your clinic."
OTHER_SIGN_IN = "The sign-in has changed since this page was opened. Load the page again."
GO_ON = "Go on"
CONSENT_FIRST = "First say what you allow. Photos can be added as soon as keeping and measuring them is allowed."

# My progress
PROGRESS_TITLE = "My progress"
PROGRESS_EMPTY = "No photos yet. Add three photos from today, and again before your first session."
PROGRESS_EMPTY_BEGUN = (
    "No photos yet, and your first session has been. Photos from before it can still be added; photos from now on show "
    "how it goes on."
)
PROGRESS_WAITING = "{waiting} of {photos} photos are still being measured. This page follows."
PROGRESS_STOPPED_ONE = "1 photo is not measured: you no longer allow it."
PROGRESS_STOPPED = "{count} photos are not measured: you no longer allow it."
PROGRESS_UNDATED_ONE = "1 photo has no day yet. Give it on the page Add photos, and it counts."
PROGRESS_UNDATED = "{count} photos have no day yet. Give it on the page Add photos, and they count."
HEADLINE_CHANGED = "{changed}. That is more than retaking the photos would show."
HEADLINE_FEW = "Too few photos to say what changed. They are kept, and each further day counts."
HEADLINE_FEW_ALIKE = "Too few of the photos were taken alike to say what changed."
HEADLINE_NONE = "These photos cannot be compared yet."
IMPROVED_IN = "Improved: {metrics}"
WORSENED_IN = "Worsened: {metrics}"
AND = "and"
OTHERS = "Everything else that was measured"
FIND_TITLE = "What the photos say"
CHART_TITLE = "Over time"
METRIC = "What"
REGION = "Where"
MAP_TITLE = "Where on the face"
MAP_LABEL = "Face map. Choose a part of the face to see its course."
MAP_NOTE = (
    "Left and right are your own, as most photos show them. By more than retaking the photos would show: green, "
    "improved; orange and dashed, worsened. Dotted: what moved, but is not sure yet."
)
BAND_FIRST_DAY = "Grey band: where about 19 of 20 later days lie if nothing has changed since the first day."
NO_BAND = "There is no grey band: how far these scores move when photos are only retaken is not known."
NO_BAND_YET = "The grey band of retaking appears with a second photo day."
SESSION_MARKS = "Small marks below: your sessions."
NO_SESSION_MARKS = "No session is written down yet."
UNSURE = "Not sure yet"
NOT_COUNTED = "Not counted"
NOT_COUNTED_NOTE = "Crosses are photos that are not counted. The reasons are below the chart."
NO_VALUES = "Not measured here."
AXIS_DAY, AXIS_MONTH = "%-d %b", "%b %Y"
"""How charts write a day and a month, as d3 formats them."""

VALUE, DATE, ABOUT = "Score", "Date", "About"
SESSION = "Session"
NUMBERS = "Show the numbers"
NUMBERS_LABEL = "Scores by day: {metric}"
WHOLE_FACE = "Whole face"
COMPARE_TITLE = "Before and after"
COMPARE_NOTE = (
    "Both faces are laid skin on skin and lit evenly, for looking alone. Scores are never taken from these pictures."
)
BEFORE, AFTER = "Before", "After"
SLIDER_LABEL = "How much of the earlier photo is shown"
FACE_ALT = "Lined-up face of {day}"
COMPARABLE = "Comparable: both photos were taken alike."
NOT_ALIKE = "Compare with care. {reasons}"
CHECKING = "Whether the two compare is being checked …"
LAPSE_TITLE = "Time-lapse"
LAPSE_NOTE = "One photo of each day, lined up. Play it, or save it as a GIF on your own device."
PLAY, PAUSE, SAVE_GIF, MAKING_GIF = "Play", "Pause", "Make a GIF to save", "The GIF is being made …"
KEEP_GIF = "Save the GIF"
FRAME = "Day"
LINES_TITLE = "Line by line"
LINES_NOTE = "The longer lines of your first photos, followed from day to day. Pick one on the face or in the list."
LINES_LEGEND = (
    "Green: shorter or shallower. Orange, dashed: longer or deeper. White: no change that can be told. Dotted: not "
    "found on the last day."
)
LINES_LEFT_OUT_ONE = "Followed over the days that can be compared; 1 is left out."
LINES_LEFT_OUT = "Followed over the days that can be compared; {count} are left out."
LINES_FEW_DAYS = "Too few days can be compared to follow lines over them."
LINES_NONE = "No lines could be followed on these photos."
LINES_WAITING = "Lines are being followed …"
LINES_COUNT_ONE = "1 line of {day} is followed."
LINES_COUNT = "{count} lines of {day} are followed."
LINES_BEYOND_PHOTOS_ONE = (
    "1 moved further than lines do between photos of one day; the light of another day alone moves some so far."
)
LINES_BEYOND_PHOTOS = (
    "{count} moved further than lines do between photos of one day; the light of another day alone moves some so far."
)
LINES_BEYOND_TWO_ONE = (
    "1 moved further than lines did between the two days before the first session; two days do not tell how often that "
    "is chance."
)
LINES_BEYOND_TWO = (
    "{count} moved further than lines did between the two days before the first session; two days do not tell how "
    "often that is chance."
)
LINES_BEYOND_ONE = "1 moved further than lines do by themselves."
LINES_BEYOND = "{count} moved further than lines do by themselves."
LINES_CHANCE_ONE = "By chance about 1 would."
LINES_CHANCE = "By chance about {count} would."
LINES_UNSEEN = "Not found on the last day: {unseen}. That happens with faint lines."
LINE = "Line"
LINE_NAME = "{number}: {region}, {length} mm"
LINE_SHALLOWER = "This line: {before} mm → {after} mm, {depth} % shallower."
LINE_DEEPER = "This line: {before} mm → {after} mm, {depth} % deeper."
LINE_SAME_DEPTH = "This line: {before} mm → {after} mm, as deep as before."
LINE_UNSEEN = "This line: {before} mm, and not found on the last day."
LINE_BEYOND = "That is more than such a line moves by itself; by chance about 1 line in 20 does so."
LINE_BEYOND_PHOTOS = (
    "That is more than such a line moves between photos of one day; by chance more than 1 line in 20 does so."
)
LINE_BEYOND_TWO = (
    "That is more than such lines moved between the two days before the first session; two days do not tell how often "
    "that is chance."
)
LINE_WITHIN = "Such a line moves as much by itself."
LINE_NOISE_DAYS = "Between your days before the first session such lines differed by up to {length} mm and {depth} %."
LINE_NOISE_PHOTOS = (
    "Between photos of the same day such lines differed by up to {length} mm and {depth} %. Other days differ more."
)
LINE_NO_NOISE = "How far a line moves by itself is not known here. Three photos each day would show it."
LINE_MISSED = "Of such lines, {missed} in 100 are missed on a further photo though nothing changed."
LINE_CHART = "Length of this line on each day it was found."
LINE_CHART_DEPTH = "Depth of this line on each day it was found."
LINE_BAND = "Grey band: what such a line does by itself."
LINE_DEPTH_UNIT = "% darker"
NOTES_TITLE = "Good to know about these photos"

# Add photos
ADD_TITLE = "Add photos"
HOW_TO = "How to take the photo"
ADD_LEAD = "Three photos in a row, from today: straight ahead, face relaxed, in even light. It takes a minute."
CHOOSE_FILES = "Choose photos"
STOPPED = (
    "You no longer allow keeping and measuring your photos. No further photo is added or scored. Those that are here "
    "can still be looked at and compared. They stay stored, encrypted, until you delete them: one by one below, or "
    "everything at once on the page My data."
)
LATEST = "Your latest photos"
ALL_PHOTOS = "All your photos"
LATEST_NOTE = "Saved photos stay, even if you close this page."
DAY_TYPED = "A day that you type is kept once you tap beside its calendar."
MEASURING = "Being measured …"
TAKEN_ON = "Taken on"
WHEN_TAKEN = "When was it taken?"
ANYTHING = "Anything special that day?"
REMOVE, REMOVE_FOR_GOOD = "Delete this photo", "Delete it for good"
REMOVED = "The photo is deleted."
EARLIER_DAYS = "Show earlier days ({count})"
WHOSE_TITLE = "Photos that seem to show another person ({count})"
IT_IS_ME, TAKE_BACK = "This is me: count it", "Take back"
SIDES_TITLE = "Are left and right the wrong way round?"
SIDES_ABOUT = (
    "Most photos decide which side is which. A camera that mirrors every photo cannot be told from the photos: a "
    "mole, a parting or writing on a shirt tells. If they are the wrong way round, say so; it can be taken back."
)
SWAP_SIDES = "These photos are mirrored: swap left and right"
SAID_TO_BE_ME = "It seemed to show another person; it counts, since it was said that it shows you."
NOT_MEASURED = "Not measured"
GOOD, USABLE, UNUSABLE = "Good to compare", "Can be compared", "Cannot be compared"

# My data
DATA_TITLE = "My data"
CONSENTS = "What you allow"
CONSENTS_NOTE = "Each is your choice, and you can change it at any time. It holds from the next click on."
EXPORT_TITLE = "Take it with you"
EXPORT_NOTE = (
    "Everything that is kept of you, in one file: your photos as you sent them, scores, sessions and consents."
)
EXPORT = "Download everything"
ERASE_TITLE = "Erase everything"
ERASE_NOTE = "Your photos, scores and account are erased for good, backups included. Nobody can bring them back."
ERASE_CHECK = "I understand that this cannot be undone."
ERASE = "Erase everything of mine"
ERASED = "Everything is erased. You are signed out."
ERASED_HERE = (
    "Everything is erased here, and you are signed out. A backup of the clinic could not be reached just now: until it "
    "is, your records could still be restored from it. Ask the clinic to connect it soon."
)
LOOKED_TITLE = "Who looked at it"
LOOKED_NOTE = "What was done lately, newest first. What a person did several times on one day is told once."
LOOKED_TIMES = "{done}, {count} times"
NOBODY_LOOKED = "Nobody has looked at your records yet."
YOU = "you"
WHEN, WHO, WHAT = "When", "Who", "What"
