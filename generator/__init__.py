"""Broadsheet, the static-site generator for news magazines: a folder of Markdown in, a finished site out."""
