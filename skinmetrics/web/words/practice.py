"""What the practitioner's pages say, in English; `say` gives them in the visitor's language."""

from __future__ import annotations

# On several of these pages
STAFF_ONLY = "This page is for the practitioners of a clinic. Sign in as one."
CHOOSE_CLIENT = "Choose a client first."
TO_THE_CLIENTS = "To the clients"
DEMO, DEMO_LONG = "Demo", "Demo: an invented person"
ARCHIVED = "Archived"
PAGES_OF_CLIENT = "Pages of this client"
OVERVIEW, SESSIONS = "Overview", "Sessions"
PAGE_OF = "Page of {pages}"
NAME = "Name"
CLIENT = "Client"
CLIENT_SINCE = "since {day}"
CHOOSE = "Choose"
MAKE_LINK = "Make the link"
LINK_HERE_ALONE = (
    "This link opens on this computer alone, not on a phone. For others to reach it, Skinmetrics needs an address in "
    "the network: SKINMETRICS_PUBLIC_URL, as docs/settings.md says."
)

# The demo clinic
DEMO_OFFER = "Look around with three invented clients"
DEMO_ABOUT = "Their photos are computer-generated and show nobody. They go again with one click."
DEMO_HERE = "Anna, Bruno and Rosa are a demo: invented people."
DEMO_REMOVE = "Remove the demo clients"
DEMO_ADDING = "Adding the demo clients …"
DEMO_ADDED = "Adding the demo clients: {done} of {photos} photos"

# Clients
CLIENTS_TITLE = "Clients"
NO_CLIENTS = "No clients yet. Add the first one below."
SEARCH = "Search"
SHOW = "Show"
ALL, NEEDS_LOOK = "All", "Needs a look"
CLIENTS_FOUND_ONE, CLIENTS_FOUND = "{found} of 1 client", "{found} of {clients} clients"
CLIENTS_SHOWN = "Shown: {found} of {clients} clients"
MORE_THAN = "more than {count}"
FROM_LETTER = "From letter"
PAGE_BEFORE, PAGE_AFTER = "Earlier names", "Later names"
LOOKED_THROUGH_ONE = "1 client has been looked through; the others follow."
LOOKED_THROUGH = "{count} clients have been looked through; the others follow."
PART_OF_NAME = "Part of the name"
PHOTO, SESSION = "Photo", "Session"
OF_COLLEAGUE = "Treated by a colleague."
WORKING = "Working it out …"
LOOK_WORSENED = "Worsened"
LOOK_PERSON = "Perhaps another person"
LOOK_MIRRORED = "Some photos mirrored"
LOOK_COLOURS = "Colours measured differently"
LOOK_DIFFERENTLY = "Photos taken differently"
LOOK_REFUSED = "Photos not usable"
LOOK_FAILED = "Program could not measure photos"
LOOK_CONSENT = "No consent"
LOOK_PHOTOS = "No photos lately"
SUMMARY_NONE = "No photos yet."
SUMMARY_WAITING = "The photos are being measured."
SUMMARY_NOT_ALLOWED = "The photos are not measured: the client does not allow it."
ADD_TITLE = "Add a client"
ADD_NAME = "Name of the client"
ADD_SIGNED = "I have their signed consent to keeping and measuring photos, and to my seeing them."
ADD_UNSIGNED = "Without it, invite them: they read what they agree to, and give it themselves."
ADD = "Add"
ADDED = "{name} is added."
INVITE_THEM = "Invite them to an account"
GIVE_NAME = "Give the client's name."
SAME_NAME = "There is a client of this name already. Add what tells them apart: a second name, or a number."
INVITE_TITLE = "Invite a client to an account of their own"
INVITE_ABOUT = "For {name} alone; it works once and for seven days. An earlier link works no longer."
ASSIGN_TITLE = "Who treats whom"
ASSIGN_CLIENT, ASSIGN_TO = "Client to assign", "Practitioner"
BEGINS, ENDS = "Begins to treat", "Treats no longer"
ARCHIVE_TITLE = "Archive a client, or bring one back"
ARCHIVE_ABOUT = (
    "Who is archived leaves the lists and the clinic's figures. Nothing is deleted, and they come back with one click."
)
ARCHIVE_WHOM, BRING_BACK_WHOM = "Client to archive", "Client to bring back"
ARCHIVE, BRING_BACK = "Archive", "Bring back"
IS_ARCHIVED = "This client is archived: in no list, nothing deleted."

# Client
DAYS_COUNTED_ONE, DAYS_COUNTED = "{counted} of 1 photo day counted", "{counted} of {count} photo days counted"
OF_THEM_FOR = "{count} of them for {metrics}"
NO_SESSION_YET, SESSION_ON, SESSIONS_SINCE = "no session yet", "1 session, on {day}", "{count} sessions since {day}"
REAL, NOT_SURE, NOISE, CANNOT_TELL = "Real", "Not sure yet", "Noise", "What the photos cannot tell"
MOVED, BY_RETAKING = "Moved", "Retaking, up to"
NOT_YET_SURE = (
    "Not sure yet: it moved by more than retaking alone, but among so much that is measured some does so by chance. "
    "More photo days would tell."
)
WHY_NOT_SURE = (
    "It moved by more than retaking alone, but among so much that is measured some does so by chance. More photo days "
    "would tell."
)
AGAINST = "{moved} (noise {noise})"
ONLY_IN_PARTS = "in parts of the face alone"
WITHIN_ONE, WITHIN = "1 within what retaking makes", "{count} within what retaking makes"
NOTHING_REAL = "No change is sure."
NONE = "Nothing."
NOTHING_YET = "Nothing to judge yet."
NOTHING_IN_WAY = "Nothing stands in the way of these verdicts."
FIRST_STEPS = (
    "There are no photos of {name} yet. Take the first ones before the first session: changes are told against them."
)
FIRST_STEPS_BEGUN = (
    "There are no photos of {name} yet, and the first session has been. Photos from before it can still be added; "
    "photos from now on show how it goes on."
)
STEP_IMPORT = "Import photos that you have"
STEP_INVITE = "Invite the client to add their own (under Clients)"
STEP_SESSION = "Record a session"
AND_MORE_ONE, AND_MORE = "and 1 more", "and {count} more"
MORE_REGIONS_ONE = "1 more part of the face, see Regions"
MORE_REGIONS = "{count} more parts of the face, see Regions"
MORE_OF_CLIENT = "More of this client"
PART_OWN = "What the client sees"
PART_NEEDLED = "Needled or not"
PART_DATES = "Two dates"
PART_REGIONS = "Regions"
PART_PHOTOS = "Photos"
PART_NOTES = "Notes"
PART_REPORT = "Report"
PART_GLOSSARY = "Glossary"
NEW_NOTE, SAVE_NOTE, NO_NOTE = "New note", "Save note", "No note yet."
OF_SESSION = "(of the session of {day})"
REPORT_LANGUAGE = "Language of the PDF"
REPORT_ABOUT = (
    "The PDF names the client, and shows before and after only with their consent to showing. The others name a "
    "pseudonym alone. Every photo that a report holds is written into the audit."
)
SESSIONS_ALL_THE_SAME = "Sessions can be recorded all the same:"
PAPER_MEASURING = "Signed on paper: Keeping and measuring photos"
PAPER_PRACTITIONER = "Signed on paper: My seeing photos and scores"
PAPER_STATISTICS = "Signed on paper: Use in the clinic's statistics"
PAPER_SHOWING = "Signed on paper: Before and after in reports"
RECORD_CONSENT = "Record consent"
CONSENTS_TITLE = "Consents"
CONSENTS_THEIRS = "This client has an account: what they allow, they give and withdraw themselves, under My data."
NO_FURTHER_PHOTO = (
    "The client does not allow keeping and measuring photos: no further photo is added or scored until they do."
)
WITHDRAWN, RECORD_WITHDRAWAL = "Withdrawn by the client", "Record the withdrawal"
WITHDRAWAL_ABOUT = "It holds at once. Photos that are here stay, encrypted, until the record is erased."
WITHDRAWAL_RECORDED = "The withdrawal is recorded."
RECORD_TITLE = "Name, consents on paper, erasing"
RECORD_WHOSE = "Whose record"
RENAME, RENAMED = "Save the name", "The name is changed."
RENAME_ABOUT = "Imports find the client by this name from now on."
ERASE_TITLE = "Erase everything of this client"
ERASE_ABOUT = (
    "Photos, scores, sessions, notes and the client's account are erased for good, backups included. Nobody can bring "
    "them back. A legal hold forbids it."
)
ERASE_NAME, ERASE_NOW = "To erase, type the name of the client", "Erase for good"
ERASE_OTHER_NAME = "This is not the name of the client. Nothing was erased."
ERASE_DONE = "The records of {name} are erased."
ERASE_UNREACHED = (
    "The keys beside a backup could not be rewritten just now ({files}): until they are, that backup can still bring "
    "back who is erased. Connect its disk, and start the program anew or make a backup onto it."
)
ARCHIVE_THIS = "Archive this client"

# Needled or not
CLOSEST = (
    "Needled and other regions are compared within the same photos, so light and camera drop out. It is the estimate "
    "closest to cause that one client allows, and still no proof: the regions were chosen, not drawn by lot."
)
SIDE_NEEDLED, SIDE_OTHERS = "Needled", "Not needled"
SIDE_PARTLY = "One half needled, counted on neither side"
NEEDLED_NOTHING = (
    "There is nothing to compare: it takes sessions with points on some regions and not on others, and photos."
)
NEEDLES_NOT_NOTED_ONE = (
    "Of one session it is not noted where the needles were, so nobody knows which regions they did not reach: nothing "
    "is compared."
)
NEEDLES_NOT_NOTED = (
    "Of {count} sessions it is not noted where the needles were, so nobody knows which regions they did not reach: "
    "nothing is compared."
)
NEEDLED_SHARED = "Regions that some photo does not show well enough are left out of all."
DIFFERENCE = "Difference (95 % interval)"
DID_BETTER, DID_WORSE = "Did better than the others", "Did worse than the others"
INTERVAL = "{value} ({low} to {high})"

# Two dates, regions
TWO_DAYS_NEEDED = "It takes two counted photo days."
EARLIER_DAY, LATER_DAY = "Earlier day", "Later day"
TWO_DAYS_CHECKED = "How differently the two days were photographed is being checked …"
TWO_DAYS_ALONE = (
    "Two days alone say less than the whole series: the noise of each counts in full. Of pairs in which nothing "
    "changed, one in twenty looks changed by chance: do not try one after the other."
)
NOTHING_MEASURED = "Nothing is measured yet."
METRIC, REGION, WHAT = "Metric", "Region", "What"
BEFORE, AFTER, CHANGE, NOISE_UP_TO, VERDICT = "Before", "After", "Change", "Noise, up to", "Verdict"
TABLE = "Table of changes"

# Photo by photo
NO_PHOTOS = "No photos yet."
WITHOUT_DAY = "Without a day"
NO_TIME = "no time"
NOT_COUNTED = "Not counted"
NOT_MEASURED_YET, NOT_MEASURED = "Not measured yet", "Not measured"
PHOTO_ALT, PHOTO_ALT_WITHOUT_DAY = "Photo of {day}, {time}", "Photo without a day"
IS_MIRRORED = "Mirrored; left and right were swapped back."
SAID_TO_BE_CLIENT = "It seemed to show another person; it counts, since it was said that it shows this client."
CHANGE_DAY = "Change the day"
LEAVE_OUT_WHY = "Why"
LEAVE_OUT_LIKE = "sunburnt, other lamp, make-up …"
LEAVE_OUT_ABOUT = "Decide before looking at its scores. The photo stays visible, with this reason."
LEAVE_OUT = "Leave out"
COUNT_AGAIN = "Count again"
COUNT_STRANGER = "Count it only if you know that it shows this client."
ADDED_ON = "added {day}, {time}"

# Sessions
SESSION_SAVED = "Session of {day} saved."
NEW_SESSION = "New session"
HALF_WRITTEN, BEGIN_ANEW = "Begun on {day}, and not saved yet.", "Begin anew"
COPY_SESSION = "Copy the session of {day}"
NOT_GUIDANCE = (
    "The patches are for the record: they show about where a point lies on a face seen from the front, and are no "
    "guidance for needling."
)
DAY, TECHNIQUE, MINUTES, NEEDLES, NOTES = "Day", "Technique", "Minutes", "Needles", "Notes"
SESSION_TIME = "Time, where you know it"
SESSION_TIME_ABOUT = (
    "Photos of the first session's day count as taken before the needles. With a time, those from then on count as "
    "taken after it. Take none while the needles are in: they are measured as lines and spots."
)
NOT_NOTED = "not noted"
TECHNIQUE_NAMES = ("manual", "electric", "tapping", "thread", "cupping", "gua sha", "other")
NOTE_SEEN = "Seen by those who treat this client, and part of the client's own download."
SAVE_SESSION = "Save session"
SAME_DAY = "There is a session of {day} already. Save a second one only if there were two on that day."
SAVE_SECOND = "Save a second session of this day"
DAY_ALONE = "Nothing is noted of the session of {day}: no point, no minutes, no note."
SAVE_DAY_ALONE = "Save the day alone"
CORRECT_OR_DELETE, SAVE_CORRECTION, LEAVE_AS_IT_IS = "Correct or delete", "Save the correction", "Leave as it is"
CORRECT_ABOUT = "What is judged follows the corrected day at once. When the session was before stays in the audit."
SESSION_CORRECTED, SESSION_DELETED = "Session of {day} corrected.", "Session of {day} deleted."
DELETE_SESSION = "Delete this session"
DELETE_SESSION_ABOUT = (
    "It goes for good, with the notes about it. The first session divides photos into before and after: without it, "
    "the next one does."
)
DELETE_NOTE, DELETE_NOTE_ABOUT = "Delete this note", "Its words are gone for good, those before a correction too."
CORRECT_NOTE_ABOUT = "What it said before stays readable below the note, and is part of the client's own download."
CORRECTED, CORRECTED_BY, SAID_BEFORE = "Corrected on {when}", "Corrected on {when} by {name}", "Before, it said:"
DELETED_MEANWHILE, CLOSE = "Somebody else has deleted this meanwhile, so nothing was saved.", "Close"
NOT_SAVED = "What you had written, and was not saved:"
GIVE_SESSION_DAY = "Give the day on which the session was held."
NO_SESSIONS = "No session is recorded yet. The first one divides photos into before and after."
EARLIER_SESSIONS = "Earlier sessions ({count})"
MINUTES_LONG = "{count} min"
NEEDLES_LONG_ONE, NEEDLES_LONG = "1 needle", "{count} needles"
NO_POINTS = "No points noted"
NO_TICK = "No point ticked yet."
TICKED, TICKED_REGIONS = "{count} ticked: {points}.", "Regions: {regions}."
SIDES_BOTH, SIDE_LEFT, SIDE_RIGHT = "both sides", "left", "right"
DRAWING_RIGHT, DRAWING_LEFT = "Client’s right", "Client’s left"
DRAWING_LABEL = "Points on the face. Arrow keys move, space ticks."
DRAWING_ELSEWHERE = "Points elsewhere on the body"

# Import
IMPORT_TITLE = "Import an archive"
IMPORT_LEAD = (
    "Bring in photos that you have already. First you see what would happen; nothing is kept until you say so."
)
IMPORT_LARGE = "For very large archives there is the command: python -m skinmetrics import FOLDER"
IMPORT_WHO = "Photos are imported by the practitioner who treats the clients. Ask one."
FROM, FROM_FOLDER, FROM_ZIP = "From", "A folder", "A zip file"
FOLDER_OF_PHOTOS, ZIP_OF_PHOTOS = "Folder of photos", "Zip of photos"
LOOKING_AT, LOOKING_AT_HOW_FAR = "Looking at the files …", "Looking at the files: {done} of {files}"
WHAT_WOULD_HAPPEN = "What would happen"
NOTHING_TO_IMPORT = "There is no photo that could be imported."
WOULD_IMPORT = "Photos: {photos}. Clients: {clients}. Nothing is written yet."
PHOTOS, DAYS, WITHOUT_DATE, FOR_EXAMPLE = "Photos", "Days", "Without a date", "For example"
CORRECT_NAMES = "Correct the names where needed. Rows of one name become one client; a row without a name is left out."
IMPORT_SIGNED = (
    "I have the signed consent of every new client to keeping and measuring their photos, and to my seeing them."
)
NOBODYS_ONE = "1 photo is in a row without a name. It is left out unless you name its client."
NOBODYS_MANY = "{count} photos are in a row without a name. They are left out unless you name their client."
UNSIGNED_ONE = "1 photo is of a new client. It is left out unless you have their signed consent."
UNSIGNED_MANY = "{count} photos are of new clients. They are left out unless you have their signed consent."
CLOSED_ONE = (
    "1 photo is of a client who is here already and has not consented. It is left out until they have: in their "
    "account, or on paper, recorded on their page."
)
CLOSED_MANY = (
    "{count} photos are of clients who are here already and have not consented. They are left out until they have: in "
    "their account, or on paper, recorded on their page."
)
IMPORT_ONE, IMPORT_MANY = "Import 1 photo", "Import {count} photos"
IMPORTING, IMPORTING_HOW_FAR = "Importing …", "Importing: {done} of {photos} photos"
IMPORT_STOPPED = "The import stopped: {why} What was imported stays; importing again goes on from there."
IMPORTED_TITLE = "Imported"
IMPORTED = "Imported: {saved}. Already there: {already}. Not imported: {refused}."
IMPORTED_NEW = "New clients: {names}."
IMPORTED_MEASURING = "They are measured in the background."
REFUSED_TITLE = "Not imported, and why ({count})"
REFUSED_MORE = "and {count} more"
TOO_LONG = "Reading this file took too long or too much memory. Save it anew as JPEG."

# Clinic
PART = "Part"
PART_COHORT, PART_ACCOUNTS, PART_AUDIT, PART_SETTINGS, PART_KEEPING = (
    "All clients together",
    "Accounts",
    "Audit",
    "Settings",
    "Keeping",
)
CAUTION_COUNTED = (
    "Only clients whom you treat, who let you see their scores and allow use in the clinic's statistics are counted."
)
CAUTION_ARCHIVED = "Archived clients are not counted. Who left may have fared differently."
CAUTION_CHOICE = "Who comes back and takes photos is not a random choice."
TOO_FEW_CLIENTS = "Such clients: {count}. An estimate across clients needs {fewest}, lest it tell about one of them."
DEMO_CLIENTS = "These are the demo clients: invented people."
WORK_IT_OUT, TAKES_A_WHILE = "Work it out", "With many clients this takes a while."
READING, READING_HOW_FAR = "Reading the clients …", "Reading the clients: {done} of {clients}"
ON_AVERAGE, INTERVAL_95, FURTHER_CLIENT = "On average", "95 % interval", "A further client"
FROM_TO = "{low} to {high}"
COHORT_CHART = (
    "Dot and thin line: the change on average, and its 95 % interval. Wide line: where a further client would lie. "
    "Of so many measures one in twenty leaves out the truth."
)
NOT_HOW_FAR = "Where a dash stands, the photos do not tell how far clients differ."
NOT_ENOUGH = "Not enough clients ({count})"
CLOSED = "closed"
ROLE_ADMINISTRATOR, ROLE_PRACTITIONER, ROLE_CLIENT = "administrator", "practitioner", "client"
INVITE_COLLEAGUE, INVITE_AS = "Invite a colleague", "As"
INVITE_COLLEAGUE_ABOUT = "It works once, for seven days, for whoever has it: send it to your colleague alone."
CHANGE_ACCOUNT = "Close an account, open it again, or let someone choose a new password"
ACCOUNT, NEW_PASSWORD, CLOSE_ACCOUNT = "Account", "Link for a new password", "Close the account"
CLOSE_ABOUT = (
    "{name} is signed out everywhere and cannot come in any more. Nothing is erased, and an administrator can open the "
    "account again."
)
CLOSE_NOW, REOPEN_ACCOUNT = "Close it now", "Open the account again"
REOPEN_ABOUT = "It was closed. Once opened, it can do what it could before, with the password of before."
NEW_PASSWORD_ABOUT = "It works once, for a day. Until then the old password holds."  # noqa: S105
WHEN, WHO, NUMBER = "When", "Who", "No."
NEWEST, EARLIER = "Newest", "Earlier"
NOT_NAMED = "erased or of a colleague"
CONSOLE, NOBODY = "console", "nobody"

# Settings of the clinic, and how long records are kept
TIME_ZONE = "Time zone"
TIME_ZONE_ABOUT = "It gives the local day of photos and sessions."
TIME_ZONE_FREE = "It can be changed until the first photo is added."
TIME_ZONE_FIXED = (
    "The times of photos are read with it, so it can be changed only while there are none, those of the demo included. "
    "If it is wrong, set Skinmetrics up anew in an empty data folder, and import the photos there."
)
CLINIC_LANGUAGE = "Language of the clinic"
BROWSERS_OWN = "Each browser's own"
CLINIC_LANGUAGE_ABOUT = "What pages speak first. Everyone may choose their own at the foot of a page; it is remembered."
LENGTHS = "Lengths are shown in"
LENGTHS_NAMES = {"mm": "millimetres", "cm": "centimetres", "in": "inches"}
LENGTHS_ABOUT = "Scores are measured in millimetres and stay so in CSV, FHIR and DICOM."
KEEP = "Keep records after the last visit"
KEEP_FOR_EVER = "Until somebody erases them"
KEEP_YEAR, KEEP_YEARS, KEEP_MONTHS = "1 year", "{count} years", "{count} months"
KEEP_ABOUT = (
    "Counted from the last session, the last photo added or the archiving, whichever came last. Nothing is erased by "
    "itself: what is due is listed under Keeping, and an administrator decides."
)
SAVE_SETTINGS, SETTINGS_SAVED = "Save settings", "Settings saved."
ASK_ADMINISTRATOR = "An administrator can change these."
KEEPING_NO_LIMIT = "Records are kept until somebody erases them. A limit can be set under Settings."
KEEPING_ABOUT = "Records whose time has come. Nothing is erased unless you say so here."
NOTHING_DUE = "Nothing is due."
DUE_NOW, DUE_SOON = "Due now", "Due within 90 days"
DUE_ROW = "last visit {last}, due since {day}"
DUE_SOON_ROW = "last visit {last}, due on {day}"
DUE_PHOTOS_ONE, DUE_PHOTOS = "1 photo", "{count} photos"
DUE_HELD = "must be kept (legal hold)"
HOLD_TITLE = "Records that must be kept"
HOLD_ABOUT = (
    "While a legal hold stands, nobody can erase these records or their photos, the client neither. Whoever tries is "
    "told the reason. Placing and lifting it is written into the audit."
)
HOLD_WHOSE, HOLD_WHY = "Whose records", "Why they must be kept"
HOLD_STANDS = "Must be kept since {day}: {reason}"
HOLD_GIVE_REASON = "Give the reason; it is told to whoever wants to erase."
PLACE_HOLD, LIFT_HOLD = "Place the hold", "Lift the hold"
DUE_CHOOSE = "Whose records to erase"
DUE_SURE = "I have checked that these records need not be kept any longer. Erasing cannot be undone."
DUE_ERASE_ONE, DUE_ERASE = "Erase the records of 1 client", "Erase the records of {count} clients"
DUE_ERASED_ONE, DUE_ERASED = "The records of 1 client are erased.", "The records of {count} clients are erased."
