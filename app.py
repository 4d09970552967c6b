"""The web application: `streamlit run app.py`."""

import streamlit as st

from skinmetrics.web.server import SCRIPT, lifespan

app = st.App(SCRIPT, lifespan=lifespan)
