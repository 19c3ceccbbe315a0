"""The container's files name what there is: paths, commands, users, and settings that the daemon and Redis need."""

from __future__ import annotations

import re
import shlex
from fnmatch import fnmatch

import click
import pytest

from crawler.settings.sections import SECTIONS
from scheduler.cli import COMMANDS, main
from tests.packaging.files import ROOT, compose, instructions

DOCKERFILE = instructions((ROOT / "Dockerfile").read_text(encoding="utf-8"))
CLUSTER = (ROOT / "packaging" / "compose.cluster.yaml").read_text(encoding="utf-8")
COMPOSE = compose((ROOT / "compose.yaml").read_text(encoding="utf-8"))
IGNORED = [line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] not in "#"]
LAST = DOCKERFILE[-1].stage
COPIED = [path for one in DOCKERFILE if one.word == "COPY" and "--from" not in one.rest for path in one.words[:-1]]


def _last(word: str) -> list[str]:
    """The arguments of the only such instruction of the image that runs."""
    (one,) = [one for one in DOCKERFILE if one.word == word and one.stage == LAST]
    return one.words


def _environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in _last("ENV"))


def _takes(words: list[str]) -> bool:
    """Whether the program has this command and these options."""
    command = main.get_command(click.Context(main), words[0])
    assert command is not None, f"no command {words[0]}"
    names = {name for option in command.params for name in option.opts}
    return {word for word in words[1:] if word.startswith("-")} <= names


@pytest.mark.parametrize("path", COPIED)
def test_every_path_that_is_copied_exists(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("path", COPIED)
def test_every_path_that_is_copied_is_sent_to_the_engine(path):
    assert IGNORED[0] == "*"
    assert f"!{path}" in IGNORED
    assert not any(fnmatch(path, line) for line in IGNORED[1:] if not line.startswith("!"))


def test_nothing_else_is_sent_to_the_engine():
    assert {line[1:] for line in IGNORED if line.startswith("!")} == set(COPIED)


def test_everything_that_the_build_reads_is_copied():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = re.findall(r'"(\w+)"', re.findall(r"^packages = (\[.+\])$", project, re.MULTILINE)[0])
    readme = re.findall(r'^readme = "(.+)"$', project, re.MULTILINE)
    assert {"pyproject.toml", *packages, *readme} <= set(COPIED)


def test_an_image_is_named_by_its_full_version_for_a_shorter_tag_moves_to_others():
    images = [one.words[0] for one in DOCKERFILE if one.word == "FROM"]
    images += [service["image"] for service in COMPOSE["services"].values() if "build" not in service]
    assert len(images) == 3
    for image in images:
        assert re.fullmatch(r"[a-z]+:\d+\.\d+\.\d+-[a-z-]+", image), image


def test_the_stores_of_a_cluster_are_named_by_full_versions_too():
    images = re.findall(r"^ +image: (\S+)$", CLUSTER, re.MULTILINE)
    stores = [image for image in images if image != "mirrorfold"]
    assert len(stores) == 2
    for image in stores:
        assert re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?-[a-z-]+", image), image
    assert COMPOSE["services"]["redis"]["image"] in stores, "one Redis is tried, and both files name it"


def test_every_setting_of_a_cluster_is_one_that_there_is():
    names = set(re.findall(r"\bMIRRORFOLD_(\w+)__(\w+):", CLUSTER))
    assert names >= {("DATABASE", "URL"), ("REDIS", "URL")}
    for section, key in names:
        assert key.lower() in SECTIONS[section.lower()].model_fields


def test_each_daemon_of_a_cluster_shows_its_pages_on_a_port_of_this_machine_alone():
    ports = re.findall(r'^    ports: \["(.+)"\]', CLUSTER, re.MULTILINE)
    assert ports == ["127.0.0.1:8780:8780", "127.0.0.1:8781:8780"]


def test_what_builds_and_what_runs_are_the_same_image():
    assert len({one.words[0] for one in DOCKERFILE if one.word == "FROM"}) == 1


def test_nothing_is_installed_but_files_of_known_hashes_and_what_was_built_here():
    installs = [one.rest for one in DOCKERFILE if one.word == "RUN" and re.search(r"\bpip\b.* install ", one.rest)]
    assert len(installs) == 3
    assert all("--require-hashes" in call or "--no-index" in call for call in installs)


def test_the_image_starts_the_daemon():
    assert [*_last("ENTRYPOINT"), *_last("CMD")] == ["mirrorfold", "run"]
    assert "run" in COMMANDS
    assert _last("STOPSIGNAL") == ["SIGTERM"]


def test_the_image_asks_the_daemon_whether_it_lives():
    check = _checked_command()
    program, *words = shlex.split(check.partition("||")[0])
    assert program == "mirrorfold"
    assert _takes(words)
    assert check.endswith("|| exit 1")  # 2 is reserved, and our own codes are larger


def _checked_command() -> str:
    (one,) = [one for one in DOCKERFILE if one.word == "HEALTHCHECK"]
    return one.rest.partition(" CMD ")[2]


def test_the_daemon_runs_as_a_user_with_a_fixed_number_that_owns_the_state():
    (user,) = _last("USER")
    number, _, group = user.partition(":")
    assert int(number) > 0
    (made,) = [one.rest for one in DOCKERFILE if one.word == "RUN" and one.stage == LAST]
    assert f"--uid {number} " in made
    assert f"--owner={number} --group={group} --mode=0700 {_environment()['MIRRORFOLD_STATE']}" in made


def test_the_folders_of_the_image_are_those_that_compose_fills():
    targets = {entry.split(":")[1] for entry in COMPOSE["services"]["mirrorfold"]["volumes"]}
    environment = _environment()
    assert targets == {environment["MIRRORFOLD_CONFIG"], environment["MIRRORFOLD_STATE"]}
    assert (ROOT / "config" / "mirrorfold.toml").exists()
    assert "./config:/config:ro" in COMPOSE["services"]["mirrorfold"]["volumes"]


def test_every_environment_variable_of_compose_is_a_setting():
    for name in COMPOSE["services"]["mirrorfold"]["environment"]:
        section, _, key = name.removeprefix("MIRRORFOLD_").lower().partition("__")
        assert key in SECTIONS[section].model_fields


def test_a_wrong_configuration_is_not_tried_for_ever():
    assert re.fullmatch(r"on-failure:\d", COMPOSE["services"]["mirrorfold"]["restart"])


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_the_log_of_a_container_is_bounded(name):
    options = COMPOSE["services"][name]["logging"]["options"]
    assert (options["max-size"], options["max-file"]) == ("10m", "5")


def test_redis_forgets_nothing():
    words = COMPOSE["services"]["redis"]["command"]
    options = dict(zip(words[1::2], words[2::2], strict=True))
    assert (options["--appendonly"], options["--maxmemory-policy"]) == ("yes", "noeviction")
    assert "index:/data" in COMPOSE["services"]["redis"]["volumes"]


def test_redis_can_be_reached_by_the_daemon_alone():
    url = COMPOSE["services"]["mirrorfold"]["environment"]["MIRRORFOLD_REDIS__URL"]
    assert url == "redis://redis:6379/0"
    (network,) = COMPOSE["services"]["redis"]["networks"]
    assert network in COMPOSE["services"]["mirrorfold"]["networks"]
    assert COMPOSE["networks"][network]["internal"] == "true"


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_a_container_may_do_no_more_than_it_must(name):
    service = COMPOSE["services"][name]
    assert service["read_only"] == "true"
    assert service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    published = service.get("ports", [])
    assert all(str(port).startswith("127.0.0.1:") for port in published), "on this machine alone"
    assert "privileged" not in service


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_every_volume_and_network_of_a_service_is_declared(name):
    service = COMPOSE["services"][name]
    volumes = {entry.partition(":")[0] for entry in service["volumes"]} - {"./config"}
    assert volumes <= set(COMPOSE["volumes"])
    assert set(service["networks"]) <= set(COMPOSE["networks"])
    assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])


@pytest.mark.parametrize(
    "text", ["services:\n  a:\n   b: c\n", "a: b\na: c\n", "a:\n  - b\n  c: d\n", "a\n", "a: [b\n"]
)
def test_a_file_that_is_no_compose_file_would_be_noticed(text):
    with pytest.raises(AssertionError):
        compose(text)
