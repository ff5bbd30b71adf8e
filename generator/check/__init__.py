"""`broadsheet check`: a site in, all that is wrong or could be better in it out; nothing of the output is touched.

What a build warns of comes first; then what only the whole shows: anchors, an editor's advice, what was published
before, and on request the links that lead out of the site.
"""
