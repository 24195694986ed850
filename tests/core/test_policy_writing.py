"""A policy is changed where it stands, and two policies are compared."""

import tomllib

from gensui.core.policy import difference, read_policy, writing
from gensui.policies import files

STANDARD = files.standard()


def test_every_word_of_every_clause_can_be_set_anew_and_nothing_else_moves() -> None:
    for name, text in STANDARD.items():
        for number, clause in enumerate(tomllib.loads(text).get("clause", [])):
            for word in clause:
                wanted = {**clause, word: "set anew"}
                done = writing.changed(STANDARD, (name, f"clause#{number}"), {word: "set anew"})
                before, after = tomllib.loads(text)["clause"], tomllib.loads(done[name])["clause"]
                assert after[number] == wanted, (name, clause["id"], word)
                assert after[:number] + after[number + 1 :] == before[:number] + before[number + 1 :]


def test_what_is_written_reads_back_equal() -> None:
    plain = {
        "text": {"zh-Hant": '引號"與\\斜線', "en": "a\nb"},
        "list": [1, 2.5, True, "x"],
        "rules": [{"on": "a.b", "when": {"c": ["d"]}}, {"on": "e.f"}],
        "空 格": "ok",
        "nothing": {},
    }
    assert tomllib.loads(writing.words_as_toml(plain)) == plain


def test_a_clause_is_added_changed_and_taken_out() -> None:
    words = {
        "id": "7.9", "source": "practice", "kind": "measure", "title": {"zh-Hant": "一", "zh-Hans": "一", "en": "One"},
        "text": {"zh-Hant": "二", "zh-Hans": "二", "en": "Two"}, "accountable": "hr", "checked": ["document"],
    }  # fmt: skip
    more = writing.with_clause(STANDARD, "7-closing.toml", words)
    assert read_policy(more).clauses["7.9"].text.en == "Two"
    place = writing.clause_place(more, "7.9")
    assert place is not None
    longer = writing.changed(more, place, {"checked": None, "forms": ["F13"]})
    assert writing.words_of(longer, place) == {**{k: v for k, v in words.items() if k != "checked"}, "forms": ["F13"]}
    assert read_policy(writing.without(more, place)).clauses == read_policy(STANDARD).clauses


def test_a_setting_and_a_ladder_are_found_and_changed() -> None:
    place = writing.table_place(STANDARD, "settings", "C01")
    ladder = writing.table_place(STANDARD, "ladders", "standard")
    assert place == ("01-settings.toml", "settings.C01")
    assert ladder is not None
    done = writing.changed(STANDARD, ladder, {"warn": [0.6]})
    assert read_policy(done).ladders["standard"].warn == (0.6,)
    assert len(read_policy(done).ladders["standard"].steps) == 3
    assert writing.table_place(STANDARD, "settings", "C99") is None
    assert writing.clause_place(STANDARD, "9.9.9") is None


def test_what_differs_is_told_table_by_table_and_word_by_word() -> None:
    place = writing.clause_place(STANDARD, "3.1.3")
    other = writing.clause_place(STANDARD, "7.4")
    assert place is not None
    assert other is not None
    text = {**writing.words_of(STANDARD, place)["text"], "en": "An owner at the desk is greeted within two minutes."}
    draft = writing.changed(STANDARD, place, {"limit": "2 min", "text": text})
    draft = writing.without(draft, other)
    changed, removed = difference.changes(STANDARD, draft)
    assert [(one.word, one.before, one.after) for one in changed.words] == [
        ("text.en", "An owner at the desk is greeted within a minute.", text["en"]),
        ("limit", "1 min", "2 min"),
    ]
    assert (removed.key, removed.kind, difference.changes(STANDARD, STANDARD)) == ("7.4", "removed", ())
    assert [(one.mark, one.text) for one in difference.pieces("within a minute", "within two minutes")] == [
        ("same", "within "), ("gone", "a"), ("new", "two"), ("same", " "), ("gone", "minute"), ("new", "minutes"),
    ]  # fmt: skip
    assert [one.mark for one in difference.pieces("一分鐘內", "兩分鐘內")] == ["gone", "new", "same"]
