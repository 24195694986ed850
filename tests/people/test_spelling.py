"""One home and one name, however they are written."""

import pytest

from gensui.people import spelling


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("3-1-502", "3-1-502"),
        (" 3-1-502 ", "3-1-502"),
        ("3幢1單元502", "3-1-502"),
        ("3栋1单元502室", "3-1-502"),
        ("3 1 502", "3-1-502"),
        ("3號樓 1 單元 502 室", "3-1-502"),
        ("三幢一单元五〇二", "3-1-502"),
        ("十二棟二單元1103房", "12-2-1103"),
        ("二十一幢502", "21-502"),
        ("３－１－５０２", "3-1-502"),
        ("3#1-502", "3-1-502"),
        ("3/1/502", "3-1-502"),
        ("a座1204", "A-1204"),
        ("3幢", "3-"),
        ("3幢1單元", "3-1-"),
        ("3-502", "3-502"),
        ("3b-1-502a", "3b-1-502a"),
        ("3", "3"),
        ("", ""),
        ("廚房漏水", "廚房漏水"),
        ("三樓燈不亮", "三樓燈不亮"),
        ("no water", "no water"),
        ("一", "一"),
    ],
)
def test_a_home_is_read_as_its_label(typed: str, label: str) -> None:
    assert spelling.home(typed) == label


def test_words_fold_to_one_script_and_width() -> None:
    assert spelling.folded(" 廁所　ＷＣ\n塞咗 ") == "厕所 wc 塞咗"


@pytest.mark.parametrize(
    ("typed", "stored"), [("陈", "陳"), ("陳", "陈"), ("里面", "裡面"), ("里面", "裏面"), ("卫", "衞")]
)
def test_each_spelling_of_the_other_script_is_looked_for(typed: str, stored: str) -> None:
    found = spelling.spellings(typed)
    assert found[0] == typed
    assert stored in found


def test_what_has_one_spelling_is_looked_for_once() -> None:
    assert spelling.spellings("pipe 502") == ["pipe 502"]
