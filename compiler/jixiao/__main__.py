"""`python -m jixiao`."""

from jixiao.cli import run

if __name__ == "__main__":
    run()
