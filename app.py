"""The web application: `streamlit run app.py`."""

import streamlit as st

from skinmetrics.web.server import MIDDLEWARE, ROUTES, SCRIPT, lifespan

app = st.App(SCRIPT, lifespan=lifespan, routes=ROUTES, middleware=MIDDLEWARE)
