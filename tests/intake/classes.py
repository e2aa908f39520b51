"""Write a class of twelve students in every form that a platform hands over, and in every container.

Each student hands in something else: loose files, a zip, a zip in a zip, a RAR, a text without a file. A form says how
a platform names these, and what must be found; a container says how the download reached the grader.
"""

import io
import re
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

__all__ = ["CONTAINERS", "FORMS", "ClassForm", "HandIn", "Wanted", "tar_of", "zip_of"]

Files = dict[str, bytes]

KST = timezone(timedelta(hours=9))
RAR = b"Rar!\x1a\x07\x01\x00" + bytes(40)
PDF = b"%PDF-1.7\n" + bytes(40)


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """Zip files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def tar_of(files: Mapping[str, bytes], mode: str = "w:gz") -> bytes:
    """Make a tar archive of files."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


@dataclass(frozen=True)
class HandIn:
    """What one student hands in.

    Attributes:
        name: The student's name.
        files: Files, by path.
        answer: The listed files that must be read; None if there are none.
        said: What the reason or note must say.
        text: Whether an online text is handed in as well.
    """

    name: str
    files: Files
    answer: Files | None
    said: str = ""
    text: bool = False


def _answer(mark: str) -> Files:
    return {"toys.py": f"# {mark}\n".encode(), "sums.py": f"# sums of {mark}\n".encode()}


def _inside(folder: str, files: Files) -> Files:
    return {f"{folder}/{name}": content for name, content in files.items()}


def _students() -> list[HandIn]:
    a = [_answer(f"answer {number}") for number in range(12)]
    old = _answer("old")
    windows = {f"work\\{name}": content for name, content in a[5].items()}
    library = {"hw/.venv/lib/toys.py": b"no", "hw/.ipynb_checkpoints/sums.py": b"no", "__MACOSX/hw/._toys.py": b"no"}
    near = {"Toys.py": a[7]["toys.py"], "sums (1).py": a[7]["sums.py"]}
    return [
        HandIn("Kim Mina", a[0], a[0], text=True),
        HandIn("Lee Jun", {"work.zip": zip_of(a[1])}, a[1]),
        HandIn("José Ñúñez", {"final.zip": zip_of(_inside("hw/final version/src", a[2]))}, a[2]),
        HandIn("de Vries Anna", {"outer.zip": zip_of({"inner/inner.zip": zip_of(a[3])})}, a[3]),
        HandIn("O'Brien Sean", {"mine.tar.gz": tar_of(_inside("work", a[4]))}, a[4]),
        HandIn("김민아", {"WORK.ZIP": zip_of(windows)}, a[5]),
        HandIn("Smith-Jones Ann", {"answers.rar": RAR}, None, "RAR"),
        HandIn("Park Soo", near, None, "Toys.py should be called toys.py"),
        HandIn("Choi Ha", {**a[8], "submission.zip": zip_of(old)}, a[8], "submission.zip/toys.py does not"),
        HandIn("Jung Ho", {"all.zip": zip_of({**library, **_inside("hw", a[9])})}, a[9]),
        HandIn("Müller Jörg", {}, None, text=True),
        HandIn("Nguyen An", {"one.zip": zip_of({"toys.py": a[11]["toys.py"]}),
                             "two.zip": zip_of({"sums.py": a[11]["sums.py"]})}, a[11], "several places"),
    ]  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """A submission that must be found.

    Attributes:
        key: The student's key.
        hand_in: What must be read.
        handed_in: When it came.
        late: Whether the platform says that it is late.
        attempt: Its number among the student's attempts.
    """

    key: str
    hand_in: HandIn
    handed_in: datetime | None = None
    late: bool = False
    attempt: int | None = None


@dataclass
class ClassForm:
    """A class as one platform writes it.

    Attributes:
        files: Path in the download -> content.
        wanted: The submissions that must be found.
        unusable: Key of a student -> what the reason says, for each unusable entry of a student.
        others: Entry -> status, for each other entry.
    """

    files: Files = field(default_factory=dict)
    wanted: list[Wanted] = field(default_factory=list)
    unusable: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)

    def want(self, key: str, one: HandIn, **more: object) -> None:
        """Expect a student's hand-in: unusable if it has no file that can be opened."""
        if one.files and one.said != "RAR":
            self.wanted.append(Wanted(key, one, **more))  # type: ignore[arg-type]
        else:
            self.unusable[key] = one.said or "no file"


def _squeezed(name: str) -> str:
    """Return a name as Canvas writes it: without spaces and signs, in lower case."""
    return re.sub(r"[^\w]", "", name).lower()


def _canvas(naming: str) -> ClassForm:
    form = ClassForm({"notes of the TA.txt": b"mine"}, others={"notes of the TA.txt": "unusable"})
    upload = 90_000
    for number, one in enumerate(_students()):
        user, late = 4_700 + number, number in (3, 10)
        mark = "_LATE" if late else ""
        if naming == "anonymous":
            key = f"anon_aB{number:02}z"
            start = f"{'LATE_' if late else ''}anon_aB{number:02}z"
        elif naming == "groups":
            key, start = str(user), f"team_{number}{mark}_{user}"
        else:
            name = "de_vries_anna" if number == 3 else _squeezed(one.name)
            key, start = str(user), f"{name}{mark}_{user}"
        for path, content in one.files.items():
            upload += 7
            again = path.replace(".zip", "-1.zip") if number == 1 else path
            form.files[f"{start}_{upload}_{again}"] = content
        if one.text:
            entry = f"{start}_text.html"
            form.files[entry] = b"<p>hello"
            form.others[entry] = "ignored" if one.files else "unusable"
        form.want(key, one, late=late)
    return form


def _moodle(naming: str) -> ClassForm:
    form = ClassForm()
    for number, one in enumerate(_students()):
        who = 123_400 + number
        name = {"anonymous": f"Participant {who}", "logins": f"login{number}_{one.name}"}.get(naming, one.name)
        start = f"{name}_{who}_assignsubmission"
        last = "" if naming == "bare" else "_"
        for path, content in one.files.items():
            joint = "_" if naming == "flat" else f"{last}/"
            form.files[f"{start}_file{joint}{path}"] = content
        if one.text:
            flat = naming == "flat"
            entry = f"{start}_onlinetext_onlinetext.html" if flat else f"{start}_onlinetext{last}"
            form.files[entry if flat else f"{entry}/onlinetext.html"] = b"<p>hello"
            form.others[entry] = "ignored" if one.files else "unusable"
        form.want(str(who), one)
    return form


def _blackboard(described: bool) -> ClassForm:
    form = ClassForm({"index.html": b"<html>"}, others={"index.html": "ignored"})
    for number, one in enumerate(_students()):
        user = f"st_{number:02}" if described else f"st{number:02}"
        times = [datetime(2026, 1, 31, 23, 10, number)]
        if number == 0:
            times.insert(0, datetime(2026, 1, 30, 8, 0, 0))
        for attempt, time in enumerate(times, 1):
            start = f"HW_1_{user}_attempt_{time:%Y-%m-%d-%H-%M-%S}"
            this = HandIn(one.name, _answer("first"), _answer("first")) if attempt < len(times) else one
            if described or not this.files:
                form.files[f"{start}.txt"] = (
                    f"Name: {one.name} ({user})\nAssignment: HW 1\n"
                    f"Date Submitted: {time:%A, %B %d, %Y %I:%M:%S %p} KST\n\nComments:\nName: Somebody Else (st_99)\n"
                ).encode()
                form.others[f"{start}.txt"] = "ignored" if this.files else "unusable"
            for path, content in this.files.items():
                form.files[f"{start}_{path}"] = content
            zone = KST if described else None
            at = time.replace(tzinfo=KST) if zone else time.astimezone()
            form.want(user, this, handed_in=at, attempt=attempt if len(times) > 1 else None)
    return form


def _brightspace(naming: str) -> ClassForm:
    form = ClassForm({"index.html": b"<html>"}, others={"index.html": "ignored"})
    for number, one in enumerate(_students()):
        pair = f"{39_700 + number // 2}-25573"  # two students share one
        times = [datetime(2026, 2, 1, 9, 5)] if number else [datetime(2026, 1, 31, 23, 59), datetime(2026, 2, 1, 9, 5)]
        for attempt, time in enumerate(times, 1):
            written = {
                "korean": f"2026년 {time.month}월 {time.day}일 {'오후' if time.hour > 12 else '오전'} "
                f"{time.hour % 12 or 12}{time:%M}",
                "french": f"{time.day} {'janvier' if time.month == 1 else 'février'} 2026 {time:%H%M}",
            }.get(naming, f"{time:%b} {time.day}, 2026 {time.hour % 12 or 12}{time:%M} {time:%p}")
            this = HandIn(one.name, _answer("first"), _answer("first")) if attempt < len(times) else one
            files = this.files or {"notes.pdf": PDF}
            joint = " - " if naming == "flat" else "/"
            for path, content in files.items():
                form.files[f"{pair} - {one.name} - {written}{joint}{path}"] = content
            more = {"handed_in": time.astimezone(), "attempt": attempt if len(times) > 1 else None}
            key = f"{pair} {one.name}"
            if this.files:
                form.want(key, this, **more)
            else:
                form.unusable[key] = "PDF"
    return form


def _gradescope() -> ClassForm:
    form = ClassForm(others={"submission_metadata.yml": "ignored", "submission_99": "unusable"})
    zones = ("-0800", "PST", "America/Los_Angeles")
    lines = []
    for number, one in enumerate(_students()):
        lines += [
            f"submission_{number}:",
            "  :submitters:",
            f"  - :name: {one.name!r}",
            f"    :sid: '00{number:02}'",
            f"    :email: s{number}@uni.example",
            f"  :created_at: 2026-01-31 23:10:{number:02}.123 {zones[number % 3]}",
        ]
        for path, content in (one.files or {"notes.pdf": PDF}).items():
            form.files[f"submission_{number}/{path}"] = content
        at = datetime(2026, 1, 31, 23, 10, number, 123_000, timezone(timedelta(hours=-8)))
        if one.files:
            form.want(f"00{number:02}", one, handed_in=at)
        else:
            form.unusable[f"00{number:02}"] = "PDF"
    lines += ["submission_99:", "  :submitters:", "  - :name: Gone", "    :sid: '0099'"]
    form.unusable["0099"] = "missing"
    form.files["submission_metadata.yml"] = "\n".join(lines).encode()
    return form


def _by_hand() -> ClassForm:
    form = ClassForm({"readme.txt": b"mine"}, others={"readme.txt": "unusable"})
    for number, one in enumerate(_students()):
        files = one.files or {"notes.pdf": PDF}
        ((path, content), *more) = files.items()
        if more:
            form.files |= _inside(one.name, files)
        else:
            suffix = path[path.index(".") :]
            form.files[f"{one.name}{suffix}"] = content
            form.others |= {f"{one.name}.pdf": "unusable"} if not one.files else {}
        if number == 4:  # the archive, and what somebody unpacked from it
            form.files |= _inside(f"{one.name}/work", one.answer or {})
        if one.files:
            form.want(one.name, one)
    return form


def _clones() -> ClassForm:
    form = ClassForm()
    for number, one in enumerate(_students()):
        if one.files and one.said != "RAR":
            form.files |= _inside(f"toy-s{number:02}", {**one.files, ".git/HEAD": b"ref: refs/heads/main\n"})
            form.want(f"s{number:02}", one)
    return form


FORMS: dict[str, Callable[[], ClassForm]] = {
    "canvas": lambda: _canvas("names"),
    "canvas, anonymous": lambda: _canvas("anonymous"),
    "canvas, groups": lambda: _canvas("groups"),
    "moodle": lambda: _moodle("names"),
    "moodle, without the last underscore": lambda: _moodle("bare"),
    "moodle, anonymous": lambda: _moodle("anonymous"),
    "moodle, with user names": lambda: _moodle("logins"),
    "moodle, flat": lambda: _moodle("flat"),
    "blackboard": lambda: _blackboard(described=True),
    "blackboard, without descriptions": lambda: _blackboard(described=False),
    "brightspace": lambda: _brightspace("english"),
    "brightspace, Korean": lambda: _brightspace("korean"),
    "brightspace, French": lambda: _brightspace("french"),
    "brightspace, flat": lambda: _brightspace("flat"),
    "gradescope": _gradescope,
    "by hand": _by_hand,
    "clones": _clones,
}
"""Name of a form -> the class in it."""


def _write(folder: Path, files: Files) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def _written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _zipped_by_a_mac(files: Files) -> bytes:
    beside = {f"__MACOSX/hw/{'/'.join(name.split('/')[:-1])}/._{name.rpartition('/')[2]}": b"\0\5" for name in files}
    return zip_of({**_inside("hw", files), **beside, "hw/.DS_Store": b"\0"})


CONTAINERS: dict[str, Callable[[Path, Files], Path]] = {
    "folder": lambda place, files: _write(place / "class", files),
    "zip": lambda place, files: _written(place / "class.zip", zip_of(files)),
    "zip in a folder": lambda place, files: _written(place / "down/class.zip", zip_of(files)).parent,
    "zipped again by a Mac": lambda place, files: _written(place / "hw.zip", _zipped_by_a_mac(files)),
    "unzipped, with a folder around": lambda place, files: _write(place / "down/CS 101 hw", files).parent,
    "tar.gz": lambda place, files: _written(place / "class.tar.gz", tar_of(files)),
}
"""Name of a container -> a function that writes files in it, and returns the path to grade."""
