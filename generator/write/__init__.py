"""Bytes in, files out, all or nothing: staged first, renamed at the end; what others put there is never touched."""
