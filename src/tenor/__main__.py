"""Run the command line with ``python -m tenor``."""

from tenor.cli import run

if __name__ == "__main__":
    run()
