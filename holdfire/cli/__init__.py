"""The command line: parse, call the pipeline, show. ``main`` turns errors into one sentence and an exit code."""

from holdfire.cli.app import main

__all__ = ["main"]
