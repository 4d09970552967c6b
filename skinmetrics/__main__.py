"""``python -m skinmetrics``."""

from skinmetrics.cli import app

if __name__ == "__main__":
    app(prog_name="python -m skinmetrics")
