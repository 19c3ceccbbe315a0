"""Small papers of a test's own: folders that a newsroom serves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from newsroom.prose import write

GIFT = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
OTHER_GIFT = "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"

_FRENCH = (
    "Le ministre des transports a annoncé {0} nouvelles lignes pour les villages de la région du nord.",
    "Selon les habitants du port, la tempête a duré {0} heures et les bateaux ne sont pas encore sortis.",
    "Les pêcheurs attendent une réponse de la préfecture depuis {0} jours, sans savoir qui paiera les réparations.",
    "Dans les écoles de la ville, {0} élèves ont participé au concours avec leurs professeurs et leurs parents.",
    "Le maire a dit que les travaux du pont seront terminés avant la fin du mois, pour une somme de {0} millions.",
)


@dataclass(frozen=True)
class Piece:
    """An article: where it stands on its host, its title and its paragraphs."""

    path: str
    title: str
    paragraphs: Sequence[str]


def english(number: int, path: str = "", seed: int = 7) -> Piece:
    """The n-th article; a seed of its own makes another one."""
    made = write(seed, number).paragraphs
    return Piece(
        path or f"/Detail/2026/08/{5 + number % 20:02}/{774400 + number}/calm-{number}", f"Calm {number}", made
    )


def french(number: int) -> Piece:
    """The n-th article in French."""
    text = [line.format(number + place) for place, line in enumerate(_FRENCH)]
    return Piece(english(number).path, f"Le calme {number}", [*text, *(line.replace("Le ", "Un ") for line in text)])


def page(piece: Piece, gift: str = GIFT, extra: str = "", language: str = "en") -> str:
    """A page with a donation address under its text."""
    story = "".join(f"<p>{escape(text)}</p>" for text in piece.paragraphs)
    return (
        f'<html lang="{language}"><head><title>{escape(piece.title)}</title></head><body><article>'
        f"<h1>{escape(piece.title)}</h1>{story}</article>{extra}"
        f"<footer><p>Give: {gift}</p></footer></body></html>"
    )


def feed(links: Iterable[str]) -> str:
    items = "".join(f"<item><link>{escape(link)}</link><title>{escape(link[-12:])}</title></item>" for link in links)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'


def paper(folder: Path, pieces: Sequence[Piece], dress: Callable[[Piece], str] = page) -> Path:
    """Write a home page, a feed and the articles; return the folder."""
    links = "".join(f'<li><a href="{piece.path}">{escape(piece.title)}</a></li>' for piece in pieces)
    put(folder, "/index.html", f"<html><body><h1>News</h1><ul>{links}</ul></body></html>")
    put(folder, "/rss.xml", feed(piece.path for piece in pieces))
    for piece in pieces:
        put(folder, piece.path, dress(piece))
    return folder


def put(folder: Path, path: str, text: str) -> None:
    file = folder / path.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
