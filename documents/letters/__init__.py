"""文书模板: the wording of letters as versioned data. A region's own version replaces the shipped one there and below.

Layout stays in `documents.render`; here is only what the sentences say and which facts stand in them. Not here: who
sends which letter when; that is the room that calls `queries.written`.
"""
