"""What RFC 9309 says of single lines and paths, case by case."""

from __future__ import annotations

SIMPLE = """User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: mirrorfold
Disallow: /example/page.html

User-Agent: quxbot
"""
"""The shape of RFC 9309, 5.1, with our name among its robots."""

ALL = "User-agent: *\n"

RULES: list[tuple[str, str, str, bool]] = [
    # (what, robots.txt, path, allowed)
    ("a group of two names, own rule", SIMPLE, "/example/page.html", False),
    ("a group of two names, the rest is free", SIMPLE, "/example/other.html", True),
    ("the group for all does not count beside our own", SIMPLE, "/a.gif", True),
    ("longest match wins", ALL + "Allow: /example/page/\nDisallow: /example/page/d.gif", "/example/page/d.gif", False),
    (
        "longest match wins, shorter path",
        ALL + "Allow: /example/page/\nDisallow: /example/page/d.gif",
        "/example/page/",
        True,
    ),
    ("allow wins a tie", ALL + "Disallow: /p\nAllow: /p", "/p", True),
    ("allow wins a tie, other order", ALL + "Allow: /p\nDisallow: /p", "/p", True),
    ("the order of rules is nothing", ALL + "Disallow: /\nAllow: /a/b", "/a/b", True),
    ("empty disallow allows all", ALL + "Disallow:", "/a", True),
    ("empty file allows all", "", "/a", True),
    ("no group for us allows all", "User-agent: foobot\nDisallow: /", "/a", True),
    ("rules before any group are nobody's", "Disallow: /\nUser-agent: foobot\nDisallow: /", "/a", True),
    ("slash disallows all", ALL + "Disallow: /", "/", False),
    ("paths are case-sensitive", ALL + "Disallow: /A", "/a", True),
    ("names of rules are not", "USER-AGENT: *\nDISALLOW: /a", "/a", False),
    ("a prefix is a match", ALL + "Disallow: /fish", "/fish.html?id=1", False),
    ("a folder is not its name", ALL + "Disallow: /fish/", "/fish", True),
    ("a star is any characters", ALL + "Disallow: /this/*/exactly", "/this/a/b/exactly", False),
    ("a star may be nothing", ALL + "Disallow: /this/*exactly", "/this/exactly", False),
    ("a dollar ends", ALL + "Disallow: /a.php$", "/a.php?b", True),
    ("a dollar ends, exactly", ALL + "Disallow: /a.php$", "/a.php", False),
    ("star and dollar", ALL + "Disallow: /*.php$", "/b/a.php", False),
    ("a query is part of it", ALL + "Disallow: /*?print=", "/a?print=1", False),
    ("percent-encoded against plain", ALL + "Disallow: /a%3Cd.html", "/a%3cd.html", False),
    ("letters of other scripts against their encoding", ALL + "Disallow: /ツ", "/%E3%83%84", False),
    ("their encoding against letters", ALL + "Disallow: /%E3%83%84", "/%E3%83%84", False),
    ("an encoded letter is the letter", ALL + "Disallow: /bar/%62%61%7A", "/bar/baz", False),
    (
        "a star written in percent is a star",
        ALL + "Disallow: /path/file-with-a-%2A.html",
        "/path/file-with-a-%2A.html",
        False,
    ),
    ("an encoded star is no wildcard", ALL + "Disallow: /a-%2A.html", "/a-x.html", True),
    ("comments go", "User-agent: * # all\nDisallow: /a # why", "/a", False),
    ("a byte order mark goes", "\ufeffUser-agent: *\nDisallow: /a", "/a", False),
    ("lines may end in CR", "User-agent: *\rDisallow: /a\r", "/a", False),
    ("lines may end in CR LF", "User-agent: *\r\nDisallow: /a\r\n", "/a", False),
    ("blank lines do not end a group", ALL + "\nDisallow: /a", "/a", False),
    ("other records do not either", ALL + "Sitemap: https://x.example/s.xml\nDisallow: /a", "/a", False),
    (
        "unknown records between names do not",
        "User-agent: mirrorfold\nNoindex: /x\nUser-agent: foobot\nDisallow: /a",
        "/a",
        False,
    ),
    (
        "groups of one name count together",
        "User-agent: mirrorfold\nDisallow: /a\n\nUser-agent: b\nDisallow: /c\n\nUser-agent: mirrorfold\nDisallow: /d",
        "/d",
        False,
    ),
    ("groups for all count together", ALL + "Disallow: /a\n\nUser-agent: *\nDisallow: /b", "/a", False),
    ("our name in any case", "User-agent: MirrorFold\nDisallow: /a", "/a", False),
    ("our name with a version", "User-agent: mirrorfold/1.0\nDisallow: /a", "/a", False),
    ("the start of our name is not our name", "User-agent: mirror\nDisallow: /a", "/a", True),
    ("the end of our name is not our name", "User-agent: fold\nDisallow: /a", "/a", True),
    ("a longer name is not our name", "User-agent: mirrorfold-images\nDisallow: /a", "/a", True),
    ("our name, however free, outdoes all", ALL + "Disallow: /\n\nUser-agent: mirrorfold\nDisallow:", "/a", True),
    ("our name without rules outdoes all", ALL + "Disallow: /\n\nUser-agent: mirrorfold\n", "/a", True),
    ("robots.txt itself is free", ALL + "Disallow: /", "/robots.txt", True),
    ("markup is no rule", "<html><body>User-agent: *<br>Disallow: /</body></html>", "/a", True),
    ("NULs and other bytes harm nothing", ALL + "\x00\x01\nDisallow: /a\n", "/a", False),
]
