"""A mirror that is asked too much and says so without saying for how long."""

from __future__ import annotations

from tests.desk.desk import Desk, OpenRoom


def state(desk: Desk, mirror: int) -> tuple[str, str, float]:
    origin = desk.room.origins[mirror]
    return desk.ask(f"select state, cause, success from mirror_health where mirror = '{origin}'")[0]  # type: ignore[return-value]


def test_a_mirror_that_answers_429_to_all_is_not_called_well(open_room: OpenRoom) -> None:
    desk: Desk = open_room(articles=4, mirrors=2, faults=["m1:5xx:429"])
    report = desk.crawl()
    assert report["verdicts"] == {"new": 4}, "the other mirror has them"
    name, cause, success = state(desk, 0)
    assert (name, cause) == ("degraded", "HTTP 429")
    assert success < 1
    desk.crawl()
    assert state(desk, 0)[0] == "down"
    assert state(desk, 1)[0] == "active"


def test_one_that_answers_429_to_its_articles_counts_them_against_itself(open_room: OpenRoom) -> None:
    desk: Desk = open_room(articles=4, mirrors=2, faults=["m1:5xx:429@article"])
    assert desk.crawl()["verdicts"] == {"new": 4}
    assert state(desk, 0)[2] < 1


def test_between_two_requests_to_a_busy_host_ten_delays_pass(open_room: OpenRoom) -> None:
    desk: Desk = open_room(articles=2, mirrors=1, faults=["m1:5xx:429@article"])
    desk.configure(settings="[politeness]\ndelay = 0.1\nconcurrency = 1\n")
    desk.crawl()
    rows = [row for row in desk.room.log_rows() if row["kind"] == "article"]
    assert len(rows) == 2
    assert rows[1]["t"] - rows[0]["t"] >= 1.0
