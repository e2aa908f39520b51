"""Find out why the bytes of a file are not Python source text, before anybody parses them.

Nothing here runs, imports or parses the file, so the trusted side of grading calls it too.
"""

import codecs
import re
from dataclasses import dataclass

from autograder.i18n import Lines, Message, Renderable

__all__ = ["FileProblem", "decoded", "problem_of_bytes"]


@dataclass(frozen=True)
class FileProblem:
    """Describe why a file cannot be read.

    Attributes:
        line: Number of the line from 1; None if no line is to blame.
        text: What is wrong and what to do.
        quotes: Whether the text repeats Python's message.
    """

    line: int | None
    text: Renderable
    quotes: bool = False


_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
"""A line that declares an encoding (PEP 263); Python reads it in the first two lines."""

_NO_CODE = re.compile(rb"^[ \t\f]*(?:#[^\r\n]*)?(?:\r\n?|\n|\Z)")

_BOMS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)

_KINDS = (
    (b"PK\x03\x04", Message("a zip archive (or an Office document)")),
    (b"PK\x05\x06", Message("an empty zip archive")),
    (b"\x1f\x8b", Message("a gzip archive")),
    (b"7z\xbc\xaf\x27\x1c", Message("a 7z archive")),
    (b"Rar!\x1a", Message("a RAR archive")),
    (b"%PDF-", Message("a PDF")),
    (b"\x89PNG", Message("an image")),
    (b"\xff\xd8\xff", Message("an image")),
    (b"{\\rtf", Message("an RTF document")),
    (b"\xd0\xcf\x11\xe0", Message("an Office document")),
    (b"bplist", Message("a shortcut to a web page")),
)
"""The first bytes of files that are renamed to `.py`, with the kind of file."""

_NOT_FOR_FILES = frozenset(
    ["idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "raw_unicode_escape", "undefined", "unicode-escape",
     "unicode_escape"]
)  # fmt: skip
"""Codecs that only Windows has, or that are not encodings of files; some take quadratic time."""

_DELETE = Message("Delete the line and save the file as UTF-8.")
_SAVE = Message(
    "Save it as UTF-8: in VS Code, click the encoding in the status bar, choose 'Save with Encoding', then 'UTF-8'; in "
    "Notepad, choose 'UTF-8' below the file name when you save."
)
_MAJORITY = 0.5

_OFFERED = 3
"""Maximum number of encodings to name."""


@dataclass(frozen=True)
class _Encoding:
    """An encoding that editors in some country have used.

    Attributes:
        name: Its name.
        menu: Its name in the menu of VS Code.
        codec: Name of the codec that reads it.
        core: Name of the codec of its everyday characters.
        usual: Matches the characters that most of a text in it consists of.
    """

    name: str
    menu: str
    codec: str
    core: str
    usual: str


_IDEOGRAPHS = "[\u4e00-\u9fff]"
_JAPANESE = "[\u3041-\u30ff\u4e00-\u9fff]"
_EAST_ASIAN = (
    _Encoding("CP949 (EUC-KR)", "Korean (EUC-KR)", "cp949", "euc_kr", "[\uac00-\ud7a3]"),
    _Encoding("GBK", "Simplified Chinese (GBK)", "gbk", "gb2312", _IDEOGRAPHS),
    _Encoding("Shift JIS", "Japanese (Shift JIS)", "cp932", "shift_jis", _JAPANESE),
    _Encoding("EUC-JP", "Japanese (EUC-JP)", "euc_jp", "euc_jp", _JAPANESE),
    _Encoding("Big5", "Traditional Chinese (Big5)", "cp950", "big5", _IDEOGRAPHS),
)
"""The more plausible one first, if the bytes of a text fit several."""

_WESTERN = _Encoding("Windows-1252 (Latin-1)", "Western (Windows 1252)", "cp1252", "cp1252", ".")


def problem_of_bytes(data: bytes) -> FileProblem | None:
    """Return why the bytes are not Python source text; None if they are text in the encoding that Python expects.

    Text that is not valid Python syntax is not a problem here.

    Args:
        data: Content of the file.
    """
    return (
        _empty(data)
        or _other_kind(data)
        or _wide(data)
        or _null_bytes(data)
        or _unknown_declaration(data)
        or _undecodable(data)
    )


def decoded(data: bytes) -> str:
    """Decode a file with Python's rules and newlines, after `problem_of_bytes` found no problem.

    Args:
        data: Content of the file.
    """
    text = data.removeprefix(codecs.BOM_UTF8).decode(_encoding(data), "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _empty(data: bytes) -> FileProblem | None:
    if data.removeprefix(codecs.BOM_UTF8).strip():
        return None
    return FileProblem(None, Message("The file is empty. Save it in your editor, or copy it again."))


def _other_kind(data: bytes) -> FileProblem | None:
    """Recognize files that got the ending `.py` and are something else."""
    for start, kind in _KINDS:
        if data.startswith(start):
            text = Message("This is {kind}, not a Python file. Replace it by the file with your code.", kind=kind)
            return FileProblem(None, text)
    start = data.removeprefix(codecs.BOM_UTF8).lstrip()[:1_000].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        text = Message("This is a web page (HTML), not a Python file. Download the file; on GitHub, click 'Raw'.")
        return FileProblem(None, text)
    if start.startswith(b"{") and b'"cells"' in data and b'"nbformat"' in data:
        text = Message(
            "This is a Jupyter notebook with the ending .py. Copy your functions into the file from the assignment, or "
            "use File > Save and Export Notebook As > Executable Script in Jupyter."
        )
        return FileProblem(None, text)
    return None


def _wide(data: bytes) -> FileProblem | None:
    """Recognize UTF-16 and UTF-32, by the byte order mark or by the null byte in most characters."""
    name = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    if name is None and len(data) > data.count(0) > 0.3 * len(data):  # null bytes alone are a damaged file
        name = "UTF-16" if data.count(0) <= 0.6 * len(data) else "UTF-32"
    if name is None:
        return None
    text = Message(
        "The file is {name}, and Python reads UTF-8. {cure} In PowerShell, write files with -Encoding utf8.",
        name=name,
        cure=_SAVE,
    )
    return FileProblem(None, text)


def _null_bytes(data: bytes) -> FileProblem | None:
    at = data.find(0)
    if at < 0:
        return None
    text = Message("The file has null bytes, so it is damaged. Delete them in your editor, or copy the file again.")
    return FileProblem(_line_at(data, at), text)


def _declaration(data: bytes) -> tuple[int, str] | None:
    """Return line and name of the declared encoding, if the file declares one as PEP 263 says."""
    rest = data.removeprefix(codecs.BOM_UTF8)
    for line, text in enumerate(re.split(rb"\r\n?|\n", rest[:4_000])[:2], 1):
        found = _COOKIE.match(text)
        if found:
            return line, found[1].decode("ascii", "replace")
        if not _NO_CODE.fullmatch(text):
            return None
    return None


def _encoding(data: bytes) -> str:
    declared = _declaration(data)
    return declared[1] if declared else "utf-8"


def _unknown_declaration(data: bytes) -> FileProblem | None:
    """Recognize a coding line with a name that is no encoding of text, or one that contradicts the byte order mark."""
    declared = _declaration(data)
    if declared is None:
        return None
    line, name = declared
    try:
        canonical = codecs.lookup(name).name
        bytes(4).decode(name)  # codecs for other things than text (hex, zlib) raise LookupError
    except (LookupError, UnicodeError, ValueError):
        canonical = ""
    if not canonical or canonical in _NOT_FOR_FILES:
        return FileProblem(
            line, Message("This line declares an unknown encoding: {name}. {cure}", name=name, cure=_DELETE)
        )
    if data.startswith(codecs.BOM_UTF8) and canonical not in ("utf-8", "utf-8-sig"):
        return _contradiction(line, name)
    return None


def _contradiction(line: int, name: str) -> FileProblem:
    text = Message(
        "This line declares the encoding {name}, but the file is in another one. {cure}", name=name, cure=_DELETE
    )
    return FileProblem(line, text)


def _undecodable(data: bytes) -> FileProblem | None:
    """Recognize text in another encoding than UTF-8, or than the one that the file declares."""
    declared = _declaration(data)
    try:
        data.decode(declared[1] if declared else "utf-8")
    except (UnicodeError, ValueError) as error:
        if declared and codecs.lookup(declared[1]).name not in ("utf-8", "utf-8-sig"):
            return _contradiction(*declared)
        return _not_utf8(data, _line_at(data, error.start if isinstance(error, UnicodeDecodeError) else 0))
    return None


def _not_utf8(data: bytes, line: int) -> FileProblem:
    """Name the encodings that text which is not UTF-8 may have, and say how to convert the file."""
    if _mostly_utf8(data):
        text = Message("The file is UTF-8, but this line has damaged characters. Delete them and type them again.")
        return FileProblem(line, text)
    found = _candidates(data)
    if not found:
        text = Message("The file is not UTF-8 text. Save it as UTF-8 in your editor, or copy the file again.")
        return FileProblem(line, text)
    fits = Message(
        "The file is not UTF-8. Its bytes fit these encodings: {names}.", names=", ".join(one.name for one in found)
    )
    cure = Message(
        "Save it as UTF-8: in VS Code, click the encoding in the status bar, choose 'Reopen with Encoding' and {menus} "
        "(the one with which your text is right), then 'Save with Encoding' and 'UTF-8'.",
        menus=" / ".join(f"'{one.menu}'" for one in found),
    )
    return FileProblem(line, Lines(fits, cure, separator=" "))


def _mostly_utf8(data: bytes) -> bool:
    """Return whether most of the characters that are not ASCII are valid UTF-8, as after a broken copy."""
    high = sum(byte > 0x7F for byte in data)
    kept = sum(len(character.encode()) for character in data.decode("utf-8", "ignore") if character > "\x7f")
    return kept > _MAJORITY * high


def _candidates(data: bytes) -> list[_Encoding]:
    """Return the encodings in which the bytes are text, the most plausible one first."""
    shares = {one: _share(data, one) for one in _EAST_ASIAN if _decodes(data, one.codec)}
    found = sorted((one for one, share in shares.items() if share > _MAJORITY), key=lambda one: -shares[one])
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", data)]
    if _decodes(data, _WESTERN.codec) and (not found or max(runs) <= 2):  # single letters, as in Western words
        alone = sum(run == 1 for run in runs) > _MAJORITY * len(runs)
        found = [_WESTERN, *found] if alone else [*found[: _OFFERED - 1], _WESTERN]
    return found[:_OFFERED]


def _share(data: bytes, encoding: _Encoding) -> float:
    """Return the share of everyday characters among those that are not ASCII."""
    characters = [one for one in data.decode(encoding.codec) if one > "\x7f"]
    usual = sum(bool(re.fullmatch(encoding.usual, one)) and _is_in(one, encoding.core) for one in characters)
    return usual / len(characters)


def _is_in(character: str, codec: str) -> bool:
    """Return whether a codec has the character as two bytes; it writes rare Hangul in eight."""
    return len(character.encode(codec, "ignore")) == 2


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _line_at(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1
