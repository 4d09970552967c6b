"""The web application: `streamlit run app.py`."""

import streamlit as st

from skinmetrics.web.server import ROUTES, SCRIPT, lifespan

app = st.App(SCRIPT, lifespan=lifespan, routes=ROUTES)
