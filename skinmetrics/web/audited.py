"""What the audit says was done, for people."""

from __future__ import annotations

from skinmetrics.clinic.treatments import when_it_was
from skinmetrics.web.say import say, say_day
from skinmetrics.web.words.consent import ACTIONS, IT_WAS


def what_was_done(action: str, subject: str) -> str:
    """An action in words; of a session that was changed, when it had been."""
    done = say(ACTIONS.get(action, action.replace("_", " ")))
    was = when_it_was(subject)
    if was is None:
        return done
    day, time = was
    return say(IT_WAS, done=done, when=say_day(day) + (f", {time:%H:%M}" if time else ""))
