"""Evidence of one article: all that the archive has of it as one file, to be opened by someone who knows nothing of us.

``load_evidence`` asks the archive, ``evidence_files`` makes files of what it says, ``index_page`` the page that leads
through them, ``pack`` one file of all: the same evidence gives the same bytes.
"""
