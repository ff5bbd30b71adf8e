"""Memory between builds, below `.broadsheet/`: it knows paths, digests and bytes, and no stage.

Losing it costs time, never correctness: what cannot be read, fails its checksum or comes from another version is
dropped. Nothing in it is ever unpickled.
"""
