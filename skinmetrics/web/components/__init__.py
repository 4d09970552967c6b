"""Small parts of pages that Streamlit has not: each a folder with its Python, HTML, CSS and script."""
