"""Rosters as the platforms write them, for a class of a few students."""

import csv
import io
from collections.abc import Sequence

__all__ = ["BLACKBOARD", "BRIGHTSPACE", "CANVAS", "GRADESCOPE", "MOODLE", "MOODLE_KOREAN", "table"]


def table(*rows: Sequence[str], delimiter: str = ",", end: str = "\r\n") -> str:
    """Write rows as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def _rows(text: str) -> list[list[str]]:
    """Return the cells of lines between bars."""
    return [line.split("|") for line in text.strip("\n").split("\n")]


CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (901),k-NN (902),Current Score,Final Score
,,,,,Manual Posting,,,
    Points Possible,,,,,10.00,12.00,(read only),(read only)
"Kim, Mina",4711,20270001,mina,"Lab 1, Monday",9.00,,90.00,90.00
"de Vries, Anna",4712,20270002,anna,Lab 1,,3.00,80.00,80.00
"박지원",4713,20270003,jiwon,Lab 2,,,,
"Student, Test",4799,,0123456789abcdef0123456789abcdef01234567,Lab 1,,,,
"""
"""A gradebook with a row for hidden grades and with Canvas's test student."""

_MOODLE = """
Identifier|Full name|Email address|Status|Grade|Maximum Grade|Grade can be changed|Last modified (submission)|\
Last modified (grade)|Feedback comments
Participant 123456|Mina Kim|mina@uni.example|Submitted for grading - ||12.00|Yes|Friday, 19 March 2027, 11:59 PM|-|
Participant 123457|Anna de Vries|anna@uni.example|Submitted for grading - |3.00|12.00|Yes|\
Saturday, 20 March 2027, 12:05 AM|Sunday, 21 March 2027, 8:00 AM|<p>Read "it", again</p>
Participant 123458|박지원|jiwon@uni.example|No submission - ||12.00|Yes|-|-|
"""
MOODLE = "\ufeff" + table(*_rows(_MOODLE), end="\n")

_KOREAN = """
식별자|성명|이메일 주소|상태|성적|최고 성적|성적 변경 가능|최종 수정(제출)|최종 수정(성적)|피드백 댓글
참여자 123456|김민아|mina@uni.example|제출됨||12.00|예|2027년 3월 19일 금요일, 오후 11:59|-|
참여자 123457|박지원|jiwon@uni.example|제출 없음|4.00|12.00|예|-|-|
"""
MOODLE_KOREAN = table(*_rows(_KOREAN))

GRADESCOPE = """\
First Name,Last Name,SID,Email,Role,Section
Mina,Kim,20270001,mina@uni.example,Student,1
Anna,de Vries,,anna@uni.example,Student,1
Tae,Oh,,ta@uni.example,TA,
"""

_BLACKBOARD = """
Last Name|First Name|Username|Student ID|Last Access|Availability|Homework 1 [Total Pts: 10 Score] @5001|\
k-NN [Total Pts: 12 Score] @5002
Kim|Mina|mina|20270001|2027-03-19|Yes|9|
de Vries|Anna|anna|20270002|2027-03-19|Yes||3
"""
BLACKBOARD = table(*([cell.replace("@", "|") for cell in row] for row in _rows(_BLACKBOARD)), delimiter="\t")
"""What Blackboard downloads as `.xls`: cells between tabs."""

BRIGHTSPACE = """\
OrgDefinedId,Username,Last Name,First Name,Email,k-NN Points Grade <Numeric MaxPoints:12 Weight:10>,\
End-of-Line Indicator
#20270001,#mina,Kim,Mina,mina@uni.example,,#
#20270002,#anna,de Vries,Anna,anna@uni.example,3,#
"""
