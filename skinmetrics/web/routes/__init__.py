"""Our own routes beside Streamlit's: what needs cookies, POSTs, or to say no to a photo."""

from starlette.routing import BaseRoute

from skinmetrics.web.routes import accounts, download, photos, plain, report, single_sign_on, upload

ROUTES: list[BaseRoute] = [
    *accounts.ROUTES,
    *single_sign_on.ROUTES,
    *photos.ROUTES,
    *upload.ROUTES,
    *download.ROUTES,
    *report.ROUTES,
    *plain.ROUTES,
]
"""All of them."""
