"""Why a file cannot be read, and the cure for its kind."""

import json
import sys

import pytest

from autograder.i18n import speaking
from autograder.model.unreadable import explain, newer_syntax, problem_of_file

GOOD = "import numpy as np\n\n\ndef double(x):\n    return 2 * x\n"
KOREAN = GOOD + "# 두 배를 돌려준다\n"
CHINESE = GOOD + "# 返回训练数据的标签并且排序\n"
CHINESE_TRADITIONAL = GOOD + "# 計算兩個向量之間的距離\n"
JAPANESE = GOOD + "# テストデータのラベルを返す\n"
PORTUGUESE = GOOD + "# São João coração não\n"
GERMAN = GOOD + "# größer als\n"
FRENCH = GOOD + "# calculée à la fin, déjà vérifié\n"
QUOTED = GOOD + "# it\u2019s \u201cdone\u201d \u2013 really\n"
NOTEBOOK = json.dumps({"cells": [{"cell_type": "code", "source": ["x = 1"]}], "metadata": {}, "nbformat": 4})

BYTES = [  # content, line, words of the message
    (GOOD.encode("utf-16"), None, ["UTF-16", "Save with Encoding"]),
    (GOOD.encode("utf-16-le"), None, ["UTF-16"]),
    (GOOD.encode("utf-16-be"), None, ["UTF-16"]),
    (b"\xfe\xff" + KOREAN.encode("utf-16-be"), None, ["UTF-16"]),
    (GOOD.encode("utf-32"), None, ["UTF-32"]),
    (KOREAN.encode("cp949"), 6, ["encodings: CP949 (EUC-KR), GBK", "'Korean (EUC-KR)' / ", "'Save with Encoding'"]),
    (CHINESE.encode("gbk"), 6, ["encodings: GBK, ", "'Simplified Chinese (GBK)' / "]),
    (CHINESE_TRADITIONAL.encode("big5"), 6, ["encodings: Big5.", "'Traditional Chinese (Big5)'"]),
    (JAPANESE.encode("shift_jis"), 6, ["encodings: Shift JIS.", "'Japanese (Shift JIS)'"]),
    (JAPANESE.encode("euc_jp"), 6, ["encodings: EUC-JP, ", "'Japanese (EUC-JP)' / "]),
    (PORTUGUESE.encode("latin-1"), 6, ["encodings: Windows-1252 (Latin-1), "]),
    (GERMAN.encode("latin-1"), 6, ["Windows-1252 (Latin-1)."]),
    (FRENCH.encode("latin-1"), 6, ["Latin-1", "'Western (Windows 1252)'"]),
    (QUOTED.encode("cp1252"), 6, ["Windows-1252"]),
    (b"# \x81\x8d\xff\n", 1, ["not UTF-8 text"]),
    (KOREAN.encode()[:-6] + b"\xff\n", 6, ["UTF-8, but", "damaged characters"]),
    (b"# coding: klingon\n" + GOOD.encode(), 1, ["unknown encoding: klingon", "Delete the line"]),
    (b"#!/usr/bin/python\n# -*- coding: hex -*-\n" + GOOD.encode(), 2, ["unknown encoding: hex"]),
    (b"# coding: mbcs\n" + GOOD.encode(), 1, ["unknown encoding: mbcs"]),
    (b"# coding: cp949\n" + KOREAN.encode(), 1, ["declares the encoding cp949", "Delete the line"]),
    (b"# coding: ascii\n" + KOREAN.encode(), 1, ["declares the encoding ascii"]),
    (b"# coding: utf-8\n" + KOREAN.encode("cp949"), 7, ["CP949"]),
    (b"\xef\xbb\xbf# coding: latin-1\n" + GOOD.encode(), 1, ["declares the encoding latin-1"]),
    (GOOD.encode() + b"x = 1\0\n", 6, ["null bytes"]),
    (b"\0" * 4096, 1, ["null bytes", "damaged"]),
    (b"", None, ["empty"]),
    (b"\xef\xbb\xbf \r\n\n", None, ["empty"]),
    (b"PK\x03\x04\x14\x00rest", None, ["a zip archive"]),
    (b"\x1f\x8b\x08rest", None, ["a gzip archive"]),
    (b"%PDF-1.7\n", None, ["a PDF"]),
    (b"{\\rtf1\\ansi x}", None, ["an RTF document"]),
    (b"\n<!DOCTYPE html>\n<html></html>", None, ["HTML", "'Raw'"]),
    (NOTEBOOK.encode(), None, ["Jupyter notebook", "Executable Script"]),
]

SYNTAX = [  # text, line, words of the message
    ("x = (1\n", 1, ["Python cannot read it: '(' was never closed"]),
    ("x = 1\nreturn x\n", 2, ["Python cannot read it: 'return' outside function"]),
    ("x = 1\n<<<<<<< HEAD\ny = 1\n=======\ny = 2\n>>>>>>> main\n", 2, ["Git", "conflict markers"]),
    ("def f():\n    pass\n=======\n", 3, ["Git", "conflict markers"]),
    ("import numpy\n%matplotlib inline\n", 2, ["notebooks", "Delete it"]),
    ("!pip install numpy\n", 1, ["notebooks"]),
    ("files = !ls\n", 1, ["notebooks"]),
    ("import numpy\nnumpy.dot?\n", 2, ["notebooks"]),
    (">>> x = 1\n>>> y = 2\n", 1, ["prompt"]),
    ("def f():\n    ... return 1\n", 2, ["prompt"]),
    ("```python\nx = 1\n```\n", 1, ["Markdown"]),
    ('def f(x):\n    print "x", x\n', 2, ["Python 2"]),
    ("print x\n", 1, ["Python 2"]),
    ('raise ValueError, "x"\n', 1, ["Python 2"]),
    ("try:\n    pass\nexcept ValueError, e:\n    pass\n", 3, ["Python 2"]),
    ("x = 0777\n", 1, ["Python 2"]),
    ("if 1 <> 2: pass\n", 1, ["Python 2"]),
    ("def f(a, (b, c)): pass\n", 1, ["Python 2"]),
    ("x = \u201ca\u201d\n", 1, ["curly quote, \u201c"]),
    ("if True:\n    x =\u00a01\n", 2, ["invisible character (U+00A0 NO-BREAK SPACE)"]),
    ("x = 1\u200b\n", 1, ["invisible character (U+200B"]),
    ("f(1\uff0c 2)\n", 1, ["U+FF0C", "Type , instead"]),
    ("x = 3 \u2212 2\n", 1, ["U+2212", "Type - instead"]),
    ("if 1:\n\tx = 1\n        y = 2\n", 3, ["tabs and spaces"]),
    ("def f():\n\tif 1:\n\t\tx = 1\n      y = 2\n", 4, ["tabs and spaces"]),
    ("x = " + "(" * 300 + ")" * 300, 1, ["too many nested parentheses"]),
    ("x = " + "-" * 20_000 + "1", None, ["Python cannot read it"]),
]

NEWER = [  # needed Python, text, line
    ((3, 12), "type Row = list[float]\n", 1),
    ((3, 12), "def first[T](x: list[T]) -> T:\n    return x[0]\n", 1),
    ((3, 12), "class Stack[T]:\n    pass\n", 1),
    ((3, 12), "x = {'a': 1}\nprint(f'{x['a']}')\n", 2),
    ((3, 12), "x = 'ab'\nprint(f'{\"\\n\".join(x)}')\n", 2),
    ((3, 13), "def first[T = int](x: list[T]) -> T:\n    return x[0]\n", 1),
    ((3, 14), "name = 1\nx = t'{name}'\n", 2),
    ((3, 14), "try:\n    pass\nexcept ValueError, TypeError:\n    pass\n", 3),
    ((3, 15), "lazy import json\n", 1),
]


def english(problem) -> str:
    """Return the problem's text in English."""
    with speaking("en"):
        return str(problem.text)


@pytest.mark.parametrize("table", [BYTES, SYNTAX], ids=["bytes", "syntax"])
def test_each_kind_has_its_line_and_its_cure(table) -> None:
    """Each kind of unreadable file is named with its line, in both languages, and gets the cure for its kind."""
    for content, line, words in table:
        data = content if isinstance(content, bytes) else content.encode()
        problem = problem_of_file(data)
        assert problem is not None, content[:60]
        assert (problem.line, [word for word in words if word not in english(problem)]) == (line, []), english(problem)
        with speaking("ko"):
            assert str(problem.text) != english(problem), content[:60]


def test_readable_files_have_no_problem() -> None:
    """Byte order marks, declared encodings, every kind of newline and unusual text are no problem."""
    readable = [
        GOOD.encode(),
        b"\xef\xbb\xbf" + KOREAN.encode(),
        b"\xef\xbb\xbf# coding: utf-8\n" + KOREAN.encode(),
        b"# coding: cp949\n" + KOREAN.encode("cp949"),
        b"# -*- coding: latin-1 -*-\n" + FRENCH.encode("latin-1"),
        b"x = 1\n# coding: klingon\n",
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        GOOD.encode() + b"\x0c\n# \xe2\x80\xa8 a separator inside a comment\n",
        b'text = """\n<<<<<<< HEAD\n%matplotlib inline\n>>> print x\n"""\n',
        b"# only a comment\n",
        b'data = {"cells": [], "metadata": {}}\n',
    ]
    assert [data for data in readable if problem_of_file(data) is not None] == []


def test_an_error_keeps_its_own_message_where_no_kind_fits() -> None:
    """Curly quotes in a comment or a modulo sign at the start of a line do not hide the error of the line."""
    for text, line in [("x = (1 + # \u201cone\u201d\n", 1), ("x = 7\ny = (x\n     % 3))\n", 3)]:
        problem = problem_of_file(text.encode())
        assert problem is not None
        assert problem.line == line
        assert english(problem).startswith("Python cannot read it: ")


def test_syntax_of_a_newer_python_names_both_versions() -> None:
    """A grader whose Python is older names its version and the needed one, from the text and Python's message."""
    for needed, text, line in NEWER:
        older = (needed[0], needed[1] - 1)
        message = "f-string: expecting '}'" if "f'" in text else "invalid syntax"
        problem = explain(text.encode(), line, message, older, by_grading=True)
        numbers = [".".join(map(str, one)) for one in (older, needed)]
        assert english(problem) == f"Grading uses Python {numbers[0]}; this needs Python {numbers[1]}.", text
        if needed <= sys.version_info[:2]:  # this Python reads it, and knows that the older one does not
            found = newer_syntax(text, older)
            assert found is not None
            assert (found.line, english(found)) == (line, english(problem)), text
            assert newer_syntax(text, needed) is None
        else:
            found = problem_of_file(text.encode())
            assert found is not None
            assert english(found).endswith(f"this needs Python {numbers[1]}."), text


def test_syntax_that_grading_has_is_no_problem() -> None:
    """For the same or a newer Python in grading, a readable file has no problem."""
    own = sys.version_info[:2]
    assert problem_of_file(GOOD.encode(), own) is None
    assert problem_of_file(GOOD.encode(), (own[0], own[1] + 1)) is None
    assert problem_of_file(b"print(f'{1}', f\"{'a'}\", rf'{2:{3}}')\n", (3, 11)) is None


def test_syntax_that_this_python_dates_is_found_for_an_older_grader() -> None:
    """`ast` knows which version brought a syntax: `except*` came with Python 3.11."""
    found = newer_syntax("try:\n    pass\nexcept* ValueError:\n    pass\n", (3, 10))
    assert found is not None
    assert english(found) == "Grading uses Python 3.10; this needs Python 3.11."
