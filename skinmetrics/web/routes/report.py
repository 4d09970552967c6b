"""A client's report in one of its formats. It goes by this route, since Streamlit's downloads are open to anyone."""

from __future__ import annotations

import io
from contextlib import suppress
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from skinmetrics.clinic.errors import ClinicError, NotFoundError
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.photos import PhotoDamagedError
from skinmetrics.clinic.vault.store import PhotoKey, PhotoMissingError
from skinmetrics.reports.formats import FORMATS
from skinmetrics.reports.gathering import Drawing, gather
from skinmetrics.reports.report import Reader, Report, ReportError, ReportFormat
from skinmetrics.web.language import best, translate
from skinmetrics.web.routes import words
from skinmetrics.web.routes.answers import as_page
from skinmetrics.web.routes.browser import HEADERS, path_id, signed_in_visitor
from skinmetrics.web.routes.photos import NoPictureError, picture, view
from skinmetrics.web.visitor import records


class NoReportError(ClinicError):
    """A report that cannot be made."""


def _report(request: Request) -> Response:
    visitor = signed_in_visitor(request, records())
    wanted = FORMATS.get(str(request.path_params["format"]))
    if wanted is None:
        raise NotFoundError(words.NOT_THERE)
    client_id = path_id(request, "client_id")
    asked = request.query_params.get("language") or visitor.language or visitor.preferences.language
    language = best(asked or request.headers.get("Accept-Language"))
    reader = Reader(language, partial(translate, language=language), visitor.preferences.lengths)
    report = gather(
        records(),
        visitor.actor,
        client_id,
        current_scorer(),
        Drawing(_view, _face),
        reader=reader if wanted.names_client else None,
    )
    out = io.BytesIO()
    try:
        wanted.write(report, out)
    except ReportError as error:
        raise NoReportError(str(error)) from error
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{file_name(report, wanted)}"'}
    return Response(out.getvalue(), media_type=wanted.media_type, headers=headers)


def file_name(report: Report, wanted: ReportFormat) -> str:
    """A name for the file that tells whose it is by pseudonym alone."""
    return f"skinmetrics-{report.pseudonym}-{report.made_at:%Y-%m-%d}.{wanted.suffix}"


def _view(key: PhotoKey) -> bytes | None:
    with suppress(NoPictureError, PhotoMissingError, PhotoDamagedError):
        return view(key)
    return None


def _face(key: PhotoKey) -> bytes | None:
    with suppress(NoPictureError, PhotoMissingError, PhotoDamagedError):
        return picture(key, "face")
    return None


ROUTES = [Route("/report/{client_id}/{format}", as_page(_report))]
"""The route of reports."""
