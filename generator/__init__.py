"""Broadsheet, the static-site generator for news magazines: a folder of Markdown in, a finished site out."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("broadsheet")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+source"
