"""`broadsheet serve`: a site shown in browsers as it is being written.

`preview.py` strings it: a watcher says that something changed, a builder in a process of its own runs the very pipeline
of `build`, a server shows what it made, and the hub tells open pages what became of them.
"""
