"""Project files read and checked: every fault at once, with its line and what to write."""

from tenor.finance.reading.project import read_project, read_project_text

__all__ = ["read_project", "read_project_text"]
