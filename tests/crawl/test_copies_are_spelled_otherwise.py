"""Two honest mirrors spell one text in two ways: that is no other text, in whatever script."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.desk.desk import Desk, OpenRoom
from tests.desk.papers import Piece, english, paper

COMPARED = "[mirrors]\naudit_share = 1.0\ndivergence_grace = 0.0\n"

RUSSIAN = (
    "Ещё вчера самолёт с пилотом Королёвым приземлился на лёд, и всё прошло хорошо — сообщил её отец.",
    "«Мы её ждём», — сказал Пётр, который всё лето провёл в посёлке у тёплого озера и ещё не вернулся.",
    "Жильцы соседнего дома надеются, что дорогу расчистят к утру, а учёные продолжат счёт звёзд на юге.",
)
ARABIC = (
    "أفاد مركز الأرصاد بأن زلزالا بقوة خمس درجات وقع صباح اليوم قبالة ساحل مدينة المرسى الشمالي.",
    "وقال المسؤول إن ثلاث مدارس على الشاطئ أغلقت ونقل تلاميذها إلى قاعة على التل القريبة من القرية.",
    "ولم تصدر الهيئة تحذيرا من أمواج المد، لكنها طلبت من السكان ألا يقتربوا من كاسر الأمواج هذه الليلة.",
)
PERSIAN = (
    "مرکز لرزه‌نگاری می‌گوید زمین‌لرزه‌ای به بزرگی پنج و هشت دهم صبح امروز ساحل شهر بندر شمالی را لرزاند.",
    "فرماندار گفت هنوز گزارشی از آسیب‌دیدگان نرسیده است و دانش‌آموزان سه مدرسه به سالنی روی تپه برده شدند.",
    "یک ماهی‌گیر می‌گوید روی اسکله تورهایش را تعمیر می‌کرد که زمین نیم دقیقه لرزید و قایق‌ها به هم خوردند.",
)
UKRAINIAN = (
    "П'ятеро сімей з Кам'янця-Подільського об'єднали зусилля і відбудували пам'ятник біля зруйнованої церкви.",
    "Мер подякував усім, хто прийшов на подвір'я, і пообіцяв, що п'ятниця стане днем здоров'я та прибирання.",
    "Робота тривала кілька тижнів, бо м'яка погода дозволила працювати й надвечір, коли на площі вже темніло.",
)
FRENCH = (
    "Le chœur de la ville chante une œuvre oubliée, dont le cœur est l’histoire d’une sœur et d’un bœuf.",
    "« Nous l’avons trouvée dans un coffre », dit le chef, qui n’a jamais cessé de chercher les manœuvres du curé.",
    "La salle était pleine jusqu’au dernier rang, et les élèves de l’école voisine ont porté des fleurs à la fin.",
)
ENGLISH = (
    "The office’s first officer said the five “final” offers weren't finished — it’s a difficult affair for all.",
    "“We don’t fly before 10–12 July,” the carrier's chief of staff said, ‘whatever the efficient traffic office says’",
    "Passengers waited on the pier for three days while the bakery next door brought soup, bread and coffee to them.",
)

SPELLED: dict[str, tuple[tuple[str, ...], Callable[[str], str]]] = {
    "ё as е": (RUSSIAN, lambda text: text.replace("ё", "е").replace("Ё", "Е").replace("—", "-")),
    "without hamza": (ARABIC, lambda text: text.translate(str.maketrans("أإآؤئة", "اااوىه"))),
    "without signs of no width": (PERSIAN, lambda text: text.replace("\u200c", "")),
    "spaces for signs of no width": (PERSIAN, lambda text: text.replace("\u200c", " ")),
    "an apostrophe that is a letter": (UKRAINIAN, lambda text: text.replace("'", "ʼ")),
    "a typographer's apostrophe": (UKRAINIAN, lambda text: text.replace("'", "’")),
    "œ as oe": (FRENCH, lambda text: text.replace("œ", "oe").replace("’", "'").replace("«", '"').replace("»", '"')),
    "ligatures and zero width": (
        ENGLISH,
        lambda text: text.replace("ffi", "ﬃ").replace("ff", "ﬀ").replace("fi", "ﬁ").replace("fl", "ﬂ")[:40]
        + "\u2060" + text.replace("ffi", "ﬃ").replace("ff", "ﬀ").replace("fi", "ﬁ").replace("fl", "ﬂ")[40:],
    ),
    "straight quotes and dashes": (
        ENGLISH, lambda text: text.translate(str.maketrans({**dict.fromkeys("‘’", "'"), **dict.fromkeys("“”", '"'),
                                                            "—": "--", "–": "-"})),
    ),
    "full width": (
        ENGLISH, lambda text: "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)
    ),
}  # fmt: skip


def test_a_text_in_two_spellings_is_one_text_and_no_alarm(open_room: OpenRoom, tmp_path: Path) -> None:
    pieces = [
        Piece(
            f"/Detail/2026/08/15/{774400 + number}/piece-{number}",
            f"Piece {number}",
            [*lines, *english(number).paragraphs],
        )
        for number, (lines, _) in enumerate(SPELLED.values())
    ]
    others = [
        Piece(piece.path, piece.title, [*map(spell, lines), *piece.paragraphs[len(lines) :]])
        for piece, (lines, spell) in zip(pieces, SPELLED.values(), strict=True)
    ]
    assert all(one.paragraphs != other.paragraphs for one, other in zip(pieces, others, strict=True))
    desk = open_room(articles=0, mirrors=1, serve_dir=str(paper(tmp_path / "first", pieces)))
    second = open_room(articles=0, mirrors=1, serve_dir=str(paper(tmp_path / "second", others))).room.origins[0]
    source = f'name = "Room"\nmirrors = ["{desk.room.origins[0]}", "{second}"]\nfeeds = ["/rss.xml"]\n'
    desk.configure(COMPARED, source, others=[second])
    assert sum(desk.crawl()["verdicts"].values()) == len(SPELLED)
    report = desk.crawl()
    assert (report["audits"], report["verdicts"], report["pending"]) == (len(SPELLED), {"mirror": len(SPELLED)}, 0)
    desk.crawl()
    assert json.loads(desk.run("alarms", "list", "--all", "--json").stdout) == []
    assert _kinds(desk) <= {"new", "mirror", "unchanged", "near_duplicate"}


def _kinds(desk: Desk) -> set[str]:
    return {str(kind) for (kind,) in desk.ask("select distinct verdict from pages")}
