"""``python -m skinmetrics``."""

import sys

from skinmetrics.cli.program import program

if __name__ == "__main__":
    program(sys.argv[1:])(prog_name="python -m skinmetrics")
