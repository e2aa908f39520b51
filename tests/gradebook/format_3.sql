BEGIN TRANSACTION;
CREATE TABLE adjustment ( -- Points that a person gave. The last row for a question counts.
        assignment TEXT NOT NULL, -- The assignment's id.
        student TEXT NOT NULL, -- Whose points.
        question TEXT NOT NULL, -- The question's id.
        points REAL NOT NULL, -- What it gets, whatever is graded later.
        because TEXT NOT NULL, -- The reason, which the student reads.
        at TEXT NOT NULL -- When it was decided.
    );
INSERT INTO "adjustment" VALUES('toy','kim','essay',1.5,'read twice','2026-11-30T18:50:17.681742+00:00');
CREATE TABLE entry ( -- Every entry that was handed to `grade`, once for each content that it had.
        assignment TEXT NOT NULL, -- Id of the assignment.
        entry TEXT NOT NULL, -- The entry as it was named: its path below what the command line named.
        submission_digest TEXT NOT NULL, -- SHA-256 of the listed files; empty if it has not been graded.
        assignment_digest TEXT NOT NULL, -- The state of the assignment whose result counts; empty without a result.
        submission TEXT NOT NULL, -- Name of the submission in results; empty for what is no submission.
        platform TEXT NOT NULL, -- The form that it was recognized by; empty if an earlier format did not store it.
        status TEXT NOT NULL, -- `waiting` (not graded yet), `submission`, `unusable` or `ignored`.
        reason TEXT, -- Why it is unusable or ignored, or remarks, as JSON: a text in each language.
        handed_in TEXT, -- When it was handed in, if that is known.
        time_from TEXT NOT NULL, -- Who says so: `platform`, `roster` or `times` (the option); empty for nobody.
        attempt INTEGER, -- Number of the attempt, if the platform counts them.
        marked_late INTEGER NOT NULL, -- Whether the platform says that it is late, without a time.
        place INTEGER NOT NULL, -- Order in which contents were first named; a later one has a higher number.
        container TEXT NOT NULL, -- The folder or archive that it was last read from.
        run INTEGER NOT NULL, -- Number of the last command that named it.
        more TEXT NOT NULL, -- Further entries that belong to the submission, as a JSON list.
        PRIMARY KEY (assignment, entry, submission_digest));
INSERT INTO "entry" VALUES('toy','lee/lee','07b7d192d01926a4912161d90d16e1b29deaa4ece303a7abaa490fbe694b1583','39a822b920d2d38824f3a09cb7e2270bc22d5062a5cb9dac81019d74a2ca1afd','lee','','submission',NULL,NULL,'',NULL,0,1,'',0,'[]');
INSERT INTO "entry" VALUES('toy','kim/kim','6565814df76b18739e258017cab5f34433b56100246be1287b9b287dd655e106','39a822b920d2d38824f3a09cb7e2270bc22d5062a5cb9dac81019d74a2ca1afd','kim','','submission',NULL,NULL,'',NULL,0,2,'',0,'[]');
CREATE TABLE extension ( -- Who may hand in later. The last row for a student counts.
        assignment TEXT NOT NULL, -- The assignment's id.
        student TEXT NOT NULL, -- Who.
        until TEXT NOT NULL, -- When it is due for this student.
        because TEXT NOT NULL, -- The reason.
        at TEXT NOT NULL -- When it was decided.
    );
INSERT INTO "extension" VALUES('toy','lee','2027-04-01T00:00:00+00:00','ill','2026-11-30T18:50:18.158016+00:00');
CREATE TABLE format ( -- Every format of this file since format 2; the last row is the current one.
        schema INTEGER NOT NULL, -- Number of the format, also in SQLite's `user_version`.
        engine TEXT NOT NULL, -- Version of the package that created the file or converted it.
        at TEXT NOT NULL -- Time of that.
    );
INSERT INTO "format" VALUES(3,'0.2.0','2026-12-01T07:12:18.567211+00:00');
CREATE TABLE history ( -- Results that a later grading has replaced.

        assignment TEXT NOT NULL, -- Id of the assignment.
        assignment_digest TEXT NOT NULL, -- SHA-256 of its sources; another digest means other tests.
        submission_digest TEXT NOT NULL, -- SHA-256 of the listed files.
        submission TEXT NOT NULL, -- Name of the submission in results.
        graded TEXT NOT NULL, -- Time of the grading.
        score REAL NOT NULL, -- Points of the tests, before adjustments and late penalty.
        max_score REAL NOT NULL, -- Maximum points of the tests.
        held INTEGER NOT NULL, -- Whether points are withheld until a person decides.
        failed INTEGER NOT NULL, -- Whether grading failed (internal error); the submission is then graded again.
        record TEXT NOT NULL -- The whole result, as in `result.json`.
);
CREATE TABLE mapping ( -- Students that `--map` gave to entries. The last row for an entry counts.
        assignment TEXT NOT NULL, -- Id of the assignment.
        entry TEXT NOT NULL, -- The entry, or the name of its submission.
        students TEXT NOT NULL, -- The students, as the file spells them; a JSON list.
        at TEXT NOT NULL -- When it was given.
    );
CREATE TABLE member ( -- The students whom an entry belongs to: one, or the members of a group.
        assignment TEXT NOT NULL, -- Id of the assignment.
        entry TEXT NOT NULL, -- The entry.
        student TEXT NOT NULL, -- Key of the student.
        team TEXT NOT NULL, -- Name of the group; empty if there is none.
        PRIMARY KEY (assignment, entry, student));
INSERT INTO "member" VALUES('toy','lee/lee','lee','');
INSERT INTO "member" VALUES('toy','kim/kim','kim','');
CREATE TABLE person ( -- Every student who is known from an entry or a roster.
        student TEXT NOT NULL, -- Key of the student, by which every command, page and file calls them.
        about TEXT NOT NULL, -- What platforms and rosters say, as JSON: id, name, email, sid, login.
        PRIMARY KEY (student));
INSERT INTO "person" VALUES('kim','{"key":"kim"}');
INSERT INTO "person" VALUES('lee','{"key":"lee"}');
CREATE TABLE result ( -- Last grading of each submission for each state of the assignment.

        assignment TEXT NOT NULL, -- Id of the assignment.
        assignment_digest TEXT NOT NULL, -- SHA-256 of its sources; another digest means other tests.
        submission_digest TEXT NOT NULL, -- SHA-256 of the listed files.
        submission TEXT NOT NULL, -- Name of the submission in results.
        graded TEXT NOT NULL, -- Time of the grading.
        score REAL NOT NULL, -- Points of the tests, before adjustments and late penalty.
        max_score REAL NOT NULL, -- Maximum points of the tests.
        held INTEGER NOT NULL, -- Whether points are withheld until a person decides.
        failed INTEGER NOT NULL, -- Whether grading failed (internal error); the submission is then graded again.
        record TEXT NOT NULL -- The whole result, as in `result.json`.
,
        PRIMARY KEY (assignment_digest, submission_digest, submission));
INSERT INTO "result" VALUES('toy','39a822b920d2d38824f3a09cb7e2270bc22d5062a5cb9dac81019d74a2ca1afd','6565814df76b18739e258017cab5f34433b56100246be1287b9b287dd655e106','kim','2026-11-30T18:50:14.940355+00:00',6.0,6.0,0,0,'{"schema":1,"assignment":"toy","submission":"kim","isolation":{"session":"on","descriptors":"on","no_new_privs":"on","uid":"on","capabilities":"on","limits":"on","dumpable":"on","parent":"on","environment":"on","landlock":"on","seccomp":"on"},"digests":{"assignment":"39a822b920d2d38824f3a09cb7e2270bc22d5062a5cb9dac81019d74a2ca1afd","engine":"0.1.0+7260bf0cd20cef34","secret":"5c879a8e5e2e21c8","submission":"6565814df76b18739e258017cab5f34433b56100246be1287b9b287dd655e106"},"score":6.0,"max_score":6.0,"questions":[{"id":"double","title":{"en":"Twice","ko":"두 배"},"points":6.0,"score":6.0,"tests":[{"id":"test_toys.py::test_an_array_comes_back","title":{"en":"An array comes back.","ko":"배열을 돌려준다"},"status":"passed","visibility":"visible","weight":1.0,"score":1.5,"max_score":1.5,"gate":true,"student_message":{"en":"","ko":""},"instructor_message":{"en":"","ko":""},"misconception":null,"hint":{"en":"","ko":""},"cpu":0.009054,"excerpt":null},{"id":"test_toys.py::test_zero","title":{"en":"Twice nothing is nothing.","ko":"0의 두 배"},"status":"passed","visibility":"visible","weight":1.0,"score":1.5,"max_score":1.5,"gate":false,"student_message":{"en":"","ko":""},"instructor_message":{"en":"","ko":""},"misconception":null,"hint":{"en":"","ko":""},"cpu":0.000601,"excerpt":null},{"id":"test_toys_hidden.py::test_agrees_with_ours","title":{"en":"Agrees with the reference.","ko":"참조 답과 같다"},"status":"passed","visibility":"after_published","weight":2.0,"score":3.0,"max_score":3.0,"gate":false,"student_message":{"en":"","ko":""},"instructor_message":{"en":"","ko":""},"misconception":null,"hint":{"en":"","ko":""},"cpu":0.000526,"excerpt":null}],"manual":false},{"id":"essay","title":{"en":"In your own words","ko":"자신의 말로"},"points":2.0,"score":0.0,"tests":[],"manual":true}],"reason":null,"timing":{"wall":0.32686637200004043,"worker_cpu":0.010180738,"oracle_cpu":0.022724754}}');
INSERT INTO "result" VALUES('toy','39a822b920d2d38824f3a09cb7e2270bc22d5062a5cb9dac81019d74a2ca1afd','07b7d192d01926a4912161d90d16e1b29deaa4ece303a7abaa490fbe694b1583','lee','2026-11-30T18:50:14.669174+00:00',3.0,6.0,0,0,'{"schema":1,"assignment":"toy","submission":"lee","isolation":{"session":"on","descriptors":"on","no_new_privs":"on","uid":"on","capabilities":"on","limits":"on","dumpable":"on","parent":"on","environment":"on","landlock":"on","seccomp":"on"},"digests":{"assignment":"39a822b920d2d38824f3a09cb7e2270bc22d5062a5cb9dac81019d74a2ca1afd","engine":"0.1.0+7260bf0cd20cef34","secret":"5c879a8e5e2e21c8","submission":"07b7d192d01926a4912161d90d16e1b29deaa4ece303a7abaa490fbe694b1583"},"score":3.0,"max_score":6.0,"questions":[{"id":"double","title":{"en":"Twice","ko":"두 배"},"points":6.0,"score":3.0,"tests":[{"id":"test_toys.py::test_an_array_comes_back","title":{"en":"An array comes back.","ko":"배열을 돌려준다"},"status":"passed","visibility":"visible","weight":1.0,"score":1.5,"max_score":1.5,"gate":true,"student_message":{"en":"","ko":""},"instructor_message":{"en":"","ko":""},"misconception":null,"hint":{"en":"","ko":""},"cpu":0.008175,"excerpt":null},{"id":"test_toys.py::test_zero","title":{"en":"Twice nothing is nothing.","ko":"0의 두 배"},"status":"passed","visibility":"visible","weight":1.0,"score":1.5,"max_score":1.5,"gate":false,"student_message":{"en":"","ko":""},"instructor_message":{"en":"","ko":""},"misconception":null,"hint":{"en":"","ko":""},"cpu":0.000577,"excerpt":null},{"id":"test_toys_hidden.py::test_agrees_with_ours","title":{"en":"Agrees with the reference.","ko":"참조 답과 같다"},"status":"failed","visibility":"after_published","weight":2.0,"score":0.0,"max_score":3.0,"gate":false,"student_message":{"en":"The result has other values than it should.","ko":"결과의 값이 기대와 다릅니다."},"instructor_message":{"en":"twice: 3 of 3 values differ.\n  twice[0] is -6.4450956, expected -4.2967304\n  twice[1] is -0.44666709, expected -0.29777806\n  twice[2] is -1.5832044, expected -1.0554696\n  largest error 2.15, relative 0.5\n  every value is 3/2 times the expected one\nThe call was: double([-2.1484, -0.1489, -0.5277])","ko":"twice: 값 3개 중 3개가 다릅니다.\n  twice[0]: -6.4450956 (기대한 값 -4.2967304)\n  twice[1]: -0.44666709 (기대한 값 -0.29777806)\n  twice[2]: -1.5832044 (기대한 값 -1.0554696)\n  최대 오차 2.15, 상대 오차 0.5\n  모든 값이 기대한 값의 3/2배입니다\n호출한 코드: double([-2.1484, -0.1489, -0.5277])"},"misconception":null,"hint":{"en":"","ko":""},"cpu":0.000601,"excerpt":null}],"manual":false},{"id":"essay","title":{"en":"In your own words","ko":"자신의 말로"},"points":2.0,"score":0.0,"tests":[],"manual":true}],"reason":null,"timing":{"wall":0.3153162359999442,"worker_cpu":0.009353471,"oracle_cpu":0.027312233}}');
CREATE TABLE roster ( -- Rosters that were given. The last row for an assignment counts.
        assignment TEXT NOT NULL, -- Id of the assignment.
        name TEXT NOT NULL, -- Name of the file.
        source BLOB NOT NULL, -- The file, byte for byte.
        at TEXT NOT NULL -- When it was given.
    );
CREATE TABLE setting ( -- Options of `grade` that are remembered. The last row for a name counts.
        assignment TEXT NOT NULL, -- Id of the assignment.
        name TEXT NOT NULL, -- Name of the option: `late_counts_as`.
        value TEXT NOT NULL, -- Its value.
        at TEXT NOT NULL -- When it was given.
    );
CREATE INDEX entry_by_run ON entry (assignment, run);
CREATE INDEX entry_by_place ON entry (assignment, place);
CREATE INDEX member_by_student ON member (student, assignment, entry);
CREATE INDEX adjustment_by_student ON adjustment (student, assignment);
CREATE INDEX extension_by_student ON extension (student, assignment);
PRAGMA application_id = 1735550050;
PRAGMA user_version = 3;
COMMIT;
