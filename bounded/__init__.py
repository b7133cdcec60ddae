"""Work on bytes from strangers, done by a process that may use so much memory and so much time, and nothing else.

Decoders are written in C and read what anybody sends. One that runs wild or falls here takes a process with it that
holds no secret, no database connection and no open file; the site answers that the picture cannot be read, and goes on.
Knows nothing of Django or of this site: `process.py` is the site's end, `child.py` the other one.
"""
