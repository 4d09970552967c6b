"""The sentences of the pages that are drawn without Streamlit."""

from __future__ import annotations

from typing import Final

from skinmetrics.clinic.passwords import MIN_LENGTH

CONSOLE_CODE: Final = """
  Nobody has an account yet. To set up the clinic, open

    {address}/set-up

  and enter this code, within 24 hours: {code}

"""

SET_UP_TITLE: Final = "Set up your clinic"
SET_UP_LEAD: Final = (
    "This makes the clinic and your own account, as its administrator and first practitioner. Everyone else joins by "
    "an invitation from you."
)
SET_UP_CODE: Final = "Code"
SET_UP_CODE_HINT: Final = "It is printed in the window in which Skinmetrics was started. Small letters are fine."
SET_UP_CLINIC: Final = "Name of the clinic"
SET_UP_ZONE: Final = "Time zone"
SET_UP_ZONE_HINT: Final = "Where the clinic is, such as Europe/Berlin. It decides which day a photo belongs to."
SET_UP_BUTTON: Final = "Set up"
SET_UP_DONE: Final = "This clinic is set up already. Sign in, or ask for an invitation."

SIGN_IN_TITLE: Final = "Sign in"
SIGN_IN_BUTTON: Final = "Sign in"
SIGN_IN_HELP: Final = "No account yet, or the password lost? Your clinic can send you a link."
SIGN_IN_SINGLE: Final = "Sign in with your organisation"
SIGN_IN_SET_UP: Final = "First start? Set up your clinic."
SIGNED_IN_AS: Final = "You are signed in as {name}."
GO_ON: Final = "Go on"

SIGN_OUT_TITLE: Final = "Sign out"
SIGN_OUT_LEAD: Final = "You are signed in as {name} ({email})."
SIGN_OUT_BUTTON: Final = "Sign out"
SIGN_OUT_EVERYWHERE: Final = "Sign out on all devices"
SIGN_OUT_EVERYWHERE_HINT: Final = "If you have lost a phone, or left yourself signed in somewhere."
SIGNED_OUT: Final = "You are signed out."

JOIN_TITLE: Final = "Welcome to {clinic}"
JOIN_LEADS: Final = {
    "client": "You have been invited to follow your skin over time with your own photos. Choose how you sign in.",
    "practitioner": "You have been invited as a practitioner. Choose how you sign in.",
    "administrator": "You have been invited as an administrator. Choose how you sign in.",
}
JOIN_SIGNED_IN: Final = (
    "You are signed in as {name}. This link is for the person who is invited: pass it on, or sign out first if that is "
    "you."
)
JOIN_BUTTON: Final = "Make my account"

RESET_TITLE: Final = "Choose a new password"
RESET_LEAD: Final = "The old password ends with this, and you are signed out everywhere."
RESET_BUTTON: Final = "Keep this password"
RESET_DONE: Final = "The new password is set. Sign in with it."

NAME: Final = "Your name"
EMAIL: Final = "E-mail address"
PASSWORD: Final = "Password"  # noqa: S105 (a label)
PASSWORD_HINT: Final = f"At least {MIN_LENGTH} characters. Several words are good."
PASSWORD_AGAIN: Final = "What you typed is still here but for the password: that is never sent back. Type it again."  # noqa: S105
SHORT_NAME: Final = "Give a name of 1 to 200 characters."

PROBLEM_TITLE: Final = "That did not work"
LINK_TITLE: Final = "This link does not work any more"
STALE_FORM: Final = "This page was open too long, or came from elsewhere. Load it again and repeat what you did."
SIGN_IN_FIRST: Final = "You are not signed in any more. Sign in and try again."
NOT_THERE: Final = "There is nothing here that you may see."
TOO_LARGE: Final = "No more than {megabytes} MB can be sent at once. Send fewer photos, or smaller ones."
TOO_MANY: Final = "Send no more than {files} photos at once."
NO_PHOTOS: Final = "No photo came. Choose at least one."
WHICH_CLIENT: Final = "It is not clear whose photos these are. Load the page again and repeat the upload."
UNREADABLE: Final = "This photo could not be read. Save it anew as JPEG and try again."
NO_PICTURE: Final = "This picture cannot be made from the photo."
HOME: Final = "To the start page"
BRAND: Final = "Skinmetrics"
SINGLE_FAILED: Final = "Signing in with your organisation did not work. Try again, or sign in with your password."
SINGLE_UNVERIFIED: Final = "Your organisation does not vouch for your e-mail address. Sign in with your password."
