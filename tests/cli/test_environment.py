"""A mistake in the environment is one sentence and an exit code; where nothing is said, Gensui finds its own way."""

import json
import stat

import pytest

from gensui import __version__
from tests.cli.conftest import Installation
from tests.pattern import ROOT


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DATABASE_URL", "foo", "DATABASE_URL is not understood"),
        ("DATABASE_URL", "mysql://x/y", "DATABASE_URL is not understood"),
        ("GENSUI_DATA", "/proc/nowhere", "GENSUI_DATA: the folder /proc/nowhere cannot be made"),
        ("GENSUI_LOG", "loud", "GENSUI_LOG: LOUD is none of"),
        ("GENSUI_PROXIES", "my-proxy", "GENSUI_PROXIES: 'my-proxy' does not appear to be"),
        ("GENSUI_PIXELS", "many", "GENSUI_PIXELS: many is no whole number"),
        ("GENSUI_DIGEST_KEYS", "short", "GENSUI_DIGEST_KEYS: each key has 32 characters"),
    ],
)
def test_a_wrong_setting_is_told(bare: Installation, name: str, value: str, told: str) -> None:
    bare.env[name] = value
    done = bare.run("health", check=False)

    assert done.returncode == 2
    assert done.stderr.startswith("gensui: ")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_database_that_is_away_is_told(bare: Installation) -> None:
    bare.env["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/nothing"
    done = bare.run("health", check=False)

    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "cannot be used" in done.stderr


def test_a_key_is_made_once_and_kept_for_its_owner_only(bare: Installation) -> None:
    bare.run("policy", "check", "nothing.toml", check=False)
    key = bare.folder / "var/secret-key"
    first = key.read_text("ascii")
    bare.run("policy", "check", "nothing.toml", check=False)

    assert key.read_text("ascii") == first
    assert len(first) > 40
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_numbers_have_a_key_of_their_own(bare: Installation) -> None:
    bare.run("policy", "check", "nothing.toml", check=False)
    folder = bare.folder / "var"
    cookies, digests = (folder / "secret-key").read_text("ascii"), (folder / "digest-keys").read_text("ascii")
    assert digests not in ("", cookies)
    assert stat.S_IMODE((folder / "digest-keys").stat().st_mode) == 0o600
    assert sorted(path.name for path in folder.glob("*key*")) == ["digest-keys", "field-keys", "secret-key"]


def test_who_began_without_that_key_goes_on_with_what_was_used(bare: Installation) -> None:
    folder = bare.folder / "var"
    folder.mkdir(exist_ok=True)
    (folder / "secret-key").write_text("the first key of cookies", "ascii")
    bare.run("policy", "check", "nothing.toml", check=False)
    assert (folder / "digest-keys").read_text("ascii") == "the first key of cookies"
    (folder / "secret-key").write_text("the second key of cookies", "ascii")
    bare.run("policy", "check", "nothing.toml", check=False)
    assert (folder / "digest-keys").read_text("ascii") == "the first key of cookies"


@pytest.mark.parametrize(("words", "code"), [((), 2), (("--help",), 0), (("help",), 0), (("--version",), 0)])
def test_help_and_version(bare: Installation, words: tuple[str, ...], code: int) -> None:
    done = bare.run(*words, check=False)

    assert done.returncode == code
    assert __version__ in done.stdout if "--version" in words else "gensui COMMAND" in done.stdout


@pytest.mark.parametrize(
    ("shell", "word"),
    [("zh_TW.UTF-8", "沒有"), ("zh_HK.UTF-8", "沒有"), ("zh_CN.UTF-8", "没有"), ("en_GB.UTF-8", "is right")],
)
def test_commands_speak_the_language_of_the_shell(bare: Installation, shell: str, word: str) -> None:
    bare.env["LANG"] = shell
    bare.env.pop("LC_ALL", None)

    assert word in bare.run("policy", "check", str(ROOT / "gensui/policies/standard")).stdout


@pytest.mark.parametrize("fonts", ["none", "as here"])
def test_health_says_where_no_paper_could_be_read(bare: Installation, fonts: str) -> None:
    (bare.folder / "fonts.conf").write_text(f"<fontconfig><cachedir>{bare.folder}</cachedir></fontconfig>", "utf-8")
    if fonts == "none":
        bare.env["FONTCONFIG_FILE"] = str(bare.folder / "fonts.conf")
    bare.run("migrate")
    said = bare.run("health", check=False).stdout
    told = json.loads(bare.run("health", "--json", check=False).stdout.splitlines()[0])
    assert ("fonts-noto-cjk" in said, told["papers"]) == (fonts == "none", fonts != "none")
