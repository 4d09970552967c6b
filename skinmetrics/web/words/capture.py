"""What the guide at the camera says, and what may be noted of a day in one tap."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from skinmetrics.progress.exclusion import Confounder

GUIDE: Mapping[str, str] = MappingProxyType(
    {
        "title": "Take them now",
        "start": "Start the camera",
        "stop": "Stop the camera",
        "shoot": "Take three photos",
        "private": (
            "The camera takes three photos by itself once the light is right and you hold still. "
            "The rest stays in your browser."
        ),
        "files": "Choose photos",
        "files_note": "Several at once. JPEG, PNG, WebP or HEIC; the day comes from the photo.",
        "drop": "or drop them here",
        "light_low": "More light: turn to a window.",
        "light_high": "Less light: step back from the lamp.",
        "light_side": "The light comes from one side. Turn towards it.",
        "still": "Hold still for a moment.",
        "far": "Come closer, until your face fills the oval.",
        "near": "A little farther away.",
        "centre": "Bring your face into the oval.",
        "level": "Hold the phone upright.",
        "blurred": "Not sharp yet. Wipe the lens and hold still.",
        "ready": "Good. Look straight ahead, face relaxed.",
        "shooting": "Photo {n} of 3 …",
        "no_camera": "The camera cannot be used here. Choose photos instead.",
        "camera_off": "The camera went off. Start it again, or choose photos.",
        "sending": "Saving {n} of {all} …",
        "offline": "No connection. Photos kept here: {n}. This page sends them by itself; leave it open.",
        "busy": "Nothing can be saved just now. Photos kept here: {n}. This page tries again by itself; leave it open.",
        "saved": "{n} saved. You may close this page.",
        "saved_so_far": "{n} saved so far.",
        "already": "{n} had been saved before.",
        "refused": "Not saved:",
        "kept": "Not saved yet. Try again, or choose a name to keep that photo on this device:",
        "failed": (
            "This photo could not be saved just now. Try again in a minute; if that does not help, tell your clinic."
        ),
        "unreadable": "This photo could not be read. Save it anew as JPEG and try again.",
        "ended": "You are signed out. Sign in again, then choose the photos once more.",
        "retry": "Try again now",
        "photos": "Photos",
    }
)
"""The guide's sentences by their names in its script."""

CONFOUNDERS: Mapping[Confounder, str] = MappingProxyType(
    {
        Confounder.MAKE_UP: "Make-up",
        Confounder.NEW_PRODUCTS: "New skin care",
        Confounder.SUNBURN: "Sunburn or tan",
        Confounder.MENSTRUAL_CYCLE: "Another time of the cycle",
        Confounder.BRUISES: "Bruises",
        Confounder.HOUR: "Another time of day",
    }
)
"""What besides treatment may show on a photo."""
