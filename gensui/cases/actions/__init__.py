"""All that can be done with a request, by noun. The names of the functions tell its life.

``intake`` and ``order`` bring it to somebody's hands, ``plan`` and ``work`` are the hands', ``result`` and ``visit`` lead to its
end, ``follow`` and ``words`` accompany it, ``together`` and ``complaint`` are its harder ways, ``relief`` moves what an ill
colleague held, ``silence`` is what time does, ``history``
what was closed elsewhere.
"""
