"""Our own routes beside Streamlit's: what needs cookies, POSTs, or to say no to a photo."""

from starlette.routing import BaseRoute

from skinmetrics.web.routes import accounts, download, photos, plain, upload

ROUTES: list[BaseRoute] = [*accounts.ROUTES, *photos.ROUTES, *upload.ROUTES, *download.ROUTES, *plain.ROUTES]
"""All of them."""
