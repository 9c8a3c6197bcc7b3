"""Lists of times in the forms in which spreadsheets and annotators write them."""

import json
from pathlib import Path

import pytest

from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.storage.importers.base import Cut, FoundVideo
from gesture_app.storage.importers.registry import list_files
from gesture_app.storage.importers.time_lists import read_times

TWO = [("fist", 1.25, 3.5), ("wave", 62.0, 64.75)]
ELAN = "\n".join(
    [
        "hand\t\t00:00:01.250\t1.25\t1250\t00:00:03.500\t3.5\t3500\t00:00:02.250\t2.25\t2250\tfist",
        "hand\t\t00:01:02.000\t62.0\t62000\t00:01:04.750\t64.75\t64750\t00:00:02.750\t2.75\t2750\twave",
    ]
)
ELAN_HEAD = (
    "Tier\tBegin Time - hh:mm:ss.ms\tBegin Time - ss.msec\tBegin Time - msec\tEnd Time - msec\tEnd Time - ss.msec\t"
    "Annotation\nhand\t00:00:01.250\t1.25\t1250\t3500\t3.5\tfist\nhand\t00:01:02.000\t62\t62000\t64750\t64.75\twave\n"
)
LABEL_STUDIO = [
    {
        "data": {"video": "/data/upload/1/0a1b2c3d-a.mp4"},
        "annotations": [
            {
                "result": [
                    {"type": "labels", "value": {"start": 1.25, "end": 3.5, "labels": ["fist"]}},
                    {"type": "labels", "value": {"start": 62, "end": 64.75, "labels": ["wave"]}},
                    {"type": "choices", "value": {"choices": ["good"]}},
                ]
            }
        ],
    }
]
TABLES = {
    "start,end,gesture\n1.25,3.5,fist\n62,64.75,wave\n": "a plain table",
    "start;end;gesture\r\n1,25;3,5;fist\r\n62;64,75;wave\r\n": "decimal commas",
    "Label,Start,Duration\nfist,1.25,2.25\nwave,1:02,2.75\n": "durations",
    "video,label,start,end\na.mp4,fist,1.25,3.5\na.mp4,wave,62,64.75\n": "a column of videos",
    "gesture;Beginn (ms);Ende (ms)\nfist;1250;3500\nwave;62000;64750\n": "milliseconds",
    "start_frame,end_frame,fps,class\n125,350,100,fist\n6200,6475,100,wave\n": "frames with a rate",
    "action,start_time,end_time\nfist,0:00:01.250,0:00:03.500\nwave,0:01:02,0:01:04.75\n": "clock",
    "sep=;\nonset;offset;annotation\n1,25;3,5;fist\n62;64,75;wave\n": "a line that names the delimiter",
    "1.250000\t3.500000\tfist\n\\\t100\t200\n62.000000\t64.750000\twave\n": "Audacity, with frequencies",
    "fist,1.25,3.5\nwave,62,64.75\n": "labels first, without a head",
    "a.mp4,1.25,3.5,fist\na.mp4,62,64.75,wave\n": "videos first, without a head",
    "1250,3500,fist\n62000,64750,wave\n": "milliseconds without a head",
    ELAN: "ELAN",
    ELAN_HEAD: "ELAN with a head",
}  # fmt: skip
JSONS = {
    "own": [{"start": a, "end": b, "gesture": name} for name, a, b in TWO],
    "CreateML": [{"video": "a.mp4", "label": name, "start": a, "end": b} for name, a, b in TWO],
    "Label Studio": LABEL_STUDIO,
    "by video": {"a.mp4": [{"label": name, "startTime": a, "endTime": b} for name, a, b in TWO]},
    "segments": {"database": {"a": {"annotations": [{"label": name, "segment": [a, b]} for name, a, b in TWO]}}},
}


def found_in(path: Path) -> list[tuple[str, float | None, float | None]]:
    listed = read_times(path)
    assert listed is not None
    assert not listed.faults
    return [(entry.cut.gesture, entry.cut.start, entry.cut.end) for entry in listed.entries]


@pytest.mark.parametrize("text", TABLES, ids=TABLES.values())
def test_a_table_of_times(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text, "utf-8")
    assert found_in(tmp_path / "a.csv") == TWO


@pytest.mark.parametrize("document", JSONS.values(), ids=JSONS)
def test_times_as_json(tmp_path: Path, document: object) -> None:
    (tmp_path / "a.json").write_text(json.dumps(document))
    assert found_in(tmp_path / "a.json") == TWO


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_list_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes("start\tend\tgesture\n1\t2\tgrüß\n".encode(encoding))
    assert found_in(tmp_path / "a.csv") == [("grüß", 1.0, 2.0)]


def test_ranges_of_label_studio_count_frames_from_one(tmp_path: Path) -> None:
    value = {"ranges": [{"start": 1, "end": 30}], "timelinelabels": ["fist"]}
    (tmp_path / "a.json").write_text(json.dumps([{"annotations": [{"result": [{"value": value}]}]}]))
    assert [entry.cut for entry in read_times(tmp_path / "a.json").entries] == [Cut("fist", 0, 30, in_frames=True)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "0,0.1,0.2,0.3\n1,0.1,0.2,0.4\n"),
        ("a.csv", "frame,x0,y0,z0\n0,0.1,0.2,0.4\n"),
        ("a.json", '{"camera": "phone", "fps": 30}'),
        ("a.json", '{"start": "2024-01-01T10:00:00Z", "label": "session 1"}'),
        ("a.json", "[[0.1, 0.2], [0.3, 0.4]]"),
        ("a.txt", "Filmed in the kitchen, at night.\nThe light was bad.\n"),
        ("a.csv", ""),
    ],
)  # fmt: skip
def test_what_is_no_list_of_times_keeps_no_video_out(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "wave").mkdir()
    (tmp_path / "wave" / name).write_text(text)
    (tmp_path / "wave" / "a.mp4").write_bytes(b"x")
    found = list(list_files(tmp_path).items(ImportOptions()))
    assert [item.cuts for item in found if isinstance(item, FoundVideo)] == [(Cut("wave"),)]
    assert sum(isinstance(item, Skipped) for item in found) <= 1


def test_one_list_names_the_parts_of_several_videos_and_its_faults_are_told_once(tmp_path: Path) -> None:
    for name in ("one/a.mp4", "two/a.mp4", "two/b.mov"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    rows = [
        "file,class,begin,end",
        "one/a.mp4,fist,1,2",
        "two\\a.mp4,wave,1,2",
        "b.mov,wave,2,3",
        "c.mov,wave,2,3",
        "b,,3,4",
    ]
    (tmp_path / "times.csv").write_text("\n".join(rows))
    found = list(list_files(tmp_path).items(ImportOptions()))
    cuts = {item.path.relative_to(tmp_path).as_posix(): item.cuts for item in found if isinstance(item, FoundVideo)}
    assert cuts == {
        "one/a.mp4": (Cut("fist", 1.0, 2.0),),
        "two/a.mp4": (Cut("wave", 1.0, 2.0),),
        "two/b.mov": (Cut("wave", 2.0, 3.0),),
    }
    (said,) = [item for item in found if isinstance(item, Skipped)]
    assert said.path == "times.csv, line 5"
    assert said.reason.endswith("1 more entry cannot be read.")
    (single,) = list_files(tmp_path / "two" / "b.mov").items(ImportOptions())
    assert isinstance(single, Skipped)  # its list lies in another folder
    assert len(list_files(tmp_path / "times.csv").findings(ImportOptions()).takes) == 2
