"""A small news site with mirrors on loopback: for the demo, the tests and the benchmarks.

An invented paper, the same for the same seed, served by any number of mirrors that differ as real ones do: in
layout, slugs, tracking parameters, feed and dates. It can publish, edit, and let any mirror fail (``faults``), and it
keeps its own account of every request (``requestlog``), so that what a crawler claims can be counted by a witness.

``Newsroom`` serves from the running event loop, ``NewsroomProcess`` from a child process.

prose → paper_articles                                    what is reported
mirror_style, layouts, chrome, feeds, address → site      how a mirror shows it
faults, wire, server                                      how it is answered, or not
room, admin, process                                      all mirrors together, and the orders they take
"""

from newsroom.paper_articles import Mistake
from newsroom.process import NewsroomProcess
from newsroom.room import Newsroom, Options

__all__ = ["Mistake", "Newsroom", "NewsroomProcess", "Options"]
