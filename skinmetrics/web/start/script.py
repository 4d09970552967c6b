"""What Streamlit runs for every visitor, at every run; apart, since it takes a folder `pages` beside it for its own."""

from skinmetrics.web.main import main

main()
