"""Files in: from a folder, the camera or the samples, to worker processes, with what was refused and why."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from html import escape

import streamlit as st

from skinmetrics.imaging.photo import Limits
from skinmetrics.jobs.runner import Runner
from skinmetrics.settings import settings
from skinmetrics.web.quick_look.album import Album
from skinmetrics.web.quick_look.look import Upload, look
from skinmetrics.web.samples import sample_photos
from skinmetrics.web.say import say
from skinmetrics.web.words import quick_look as words


def add_photos(album: Album) -> None:
    """Ask for photos; what came is put in line and the page drawn anew."""
    files = st.file_uploader(say(words.UPLOAD), accept_multiple_files=True, key=f"files-{album.intake}")
    with st.container(horizontal=True, vertical_alignment="center"):
        samples = st.button(
            say(words.SAMPLES), icon=":material/face:", help=say(words.SAMPLES_NOTE), disabled=bool(album.waiting)
        )
        camera = st.toggle(say(words.CAMERA), key="camera")
        over = bool(album.looks or album.refused) and _over(album)
    shot = st.camera_input(say(words.CAMERA_SHOT), key=f"shot-{album.intake}", resolution="1080p") if camera else None

    uploads = [Upload(file.name, file.getvalue()) for file in files]
    if shot is not None:
        now = datetime.now(UTC).astimezone(album.zone)
        uploads.append(Upload(f"Camera {now:%Y-%m-%d %H.%M.%S}.jpg", shot.getvalue()))
    if samples:
        uploads += [Upload(path.name, path.read_bytes()) for path in sample_photos()]
        if not uploads:
            st.warning(say(words.SAMPLES_MISSING))
    if over:
        st.session_state["album"] = Album(intake=album.intake + 1)
        st.rerun()
    if uploads:
        album.add(uploads)
        st.rerun()


def _over(album: Album) -> bool:
    """Whether to begin anew. A slip of the finger takes nothing away: the days given are kept nowhere else."""
    with st.popover(say(words.START_OVER), type="tertiary", key=f"over-{album.intake}"):
        return st.button(say(words.START_OVER_FOR_GOOD), icon=":material/delete:")


def score_waiting(album: Album, runner: Runner) -> None:
    """Score what is in line, in worker processes. Who clicks meanwhile loses nothing: the rest stays in line."""
    uploads = tuple(album.waiting)
    if not uploads:
        return
    chosen = settings()
    work = partial(look, limits=Limits(chosen.max_megapixels, chosen.max_megabytes))
    bar = st.progress(0.0, words.progress(0, len(uploads), say))
    for done, outcome in enumerate(runner.map(work, uploads), 1):
        album.settle(uploads[outcome.index], outcome)
        bar.progress(done / len(uploads), words.progress(done, len(uploads), say))
    st.rerun()


def show_refused(album: Album) -> None:
    """List the files that are not used, each with its reason."""
    if not album.refused:
        return
    with st.container(border=True, key="refused"):
        st.header(say(words.REFUSED_TITLE), anchor=False)
        reasons = (f"<dt>{escape(one.photo)}</dt><dd>{escape(say(one.message))}</dd>" for one in album.refused)
        st.html(f'<dl class="sm-refused">{"".join(reasons)}</dl>')
        if st.button(say(words.DISMISS), type="tertiary"):
            album.refused.clear()
            st.rerun()
