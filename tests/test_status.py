"""Status from claims, as known on a day."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from selected import selected
from world import World, world

from helpers.dataset.known import as_known
from helpers.dataset.status import Standing, standing, standings

SIDES = {"russia": "russia", "russia_media": "russia", "dprk": "dprk"}


def claim(stance: str = "asserts", speaker: str = "rok", origin: str = "nis-rok", **cells: str) -> dict[str, object]:
    """One claim with the columns that `standing` reads; `on` is the day it became known."""
    return {
        "stance": stance,
        "speaker": speaker,
        "side": SIDES.get(speaker, "third"),
        "origin": origin,
        "basis": cells.get("basis", "statement"),
        "known_from": pd.Timestamp(cells.get("on", "2024-01-10")),
        "says_start": pd.Timestamp(cells["says"]) if "says" in cells else pd.NaT,
    }


def stands(*claims: dict[str, object], on: str = "2024-01-20") -> Standing | None:
    return standing(pd.DataFrame(list(claims)), pd.Timestamp(on))


RUSSIA, DPRK = claim(speaker="russia", origin="mid-ru"), claim(speaker="dprk", origin="kcna")
SEOUL, REUTERS = claim(), claim(speaker="media", origin="reuters")
SATELLITE = claim(speaker="research", origin="csis", basis="satellite")
UNNAMED = claim(speaker="media", origin="nikkei", basis="anonymous")

HELD = {
    "one side's word": ((RUSSIA,), "C"),
    "one side's own medium": ((claim(speaker="russia_media", origin="tass"),), "C"),
    "both sides": ((RUSSIA, DPRK), "A"),
    "both sides and a third": ((RUSSIA, DPRK, SEOUL), "A"),
    "one side and an independent origin": ((DPRK, SEOUL), "B"),
    "one side, quoted by a third": ((DPRK, claim(speaker="media", origin="kcna")), "C"),
    "one side twice": ((DPRK, claim(speaker="dprk", origin="rodong")), "C"),
    "two third origins, one with pictures": ((SEOUL, SATELLITE), "D"),
}


@pytest.mark.parametrize("name", HELD)
def test_held(name: str) -> None:
    claims, confidence = HELD[name]
    assert stands(*claims) == Standing("held", confidence=confidence)


def test_a_transfer_is_held_only_by_a_sides_own_word() -> None:
    about = pd.DataFrame([SEOUL, SATELLITE])
    on = pd.Timestamp("2024-01-20")
    assert standing(about, on, own_word_needed=True).status == "alleged"
    admitted = pd.concat([about, pd.DataFrame([DPRK])])
    assert standing(admitted, on, own_word_needed=True) == Standing("held", confidence="B")


ALLEGED = {
    "one third party": ((SEOUL,), "D"),
    "two in text only": ((SEOUL, REUTERS), "D"),
    "one origin with text and pictures": ((SATELLITE, claim(speaker="research", origin="csis")), "D"),
    "pictures beside an unnamed source": ((SATELLITE, UNNAMED), "D"),
    "one unnamed source": ((UNNAMED,), "E"),
    "one unnamed source, reported twice": ((UNNAMED, UNNAMED), "E"),
    "two unnamed sources": ((UNNAMED, claim(speaker="media", origin="ft", basis="anonymous")), "D"),
}


@pytest.mark.parametrize("name", ALLEGED)
def test_alleged(name: str) -> None:
    claims, confidence = ALLEGED[name]
    assert stands(*claims) == Standing("alleged", False, confidence, None)


@pytest.mark.parametrize(
    ("stance", "speaker", "status"),
    [
        ("announces", "russia", "announced"),
        ("anticipates", "dprk", "possible"),
        ("postpones", "dprk", "postponed"),
        ("cancels", "russia", "cancelled"),
        ("announces", "rok", "possible"),
        ("anticipates", "media", "possible"),
    ],
)
def test_plans(stance: str, speaker: str, status: str) -> None:
    day = pd.Timestamp("2024-02-01")
    assert stands(claim(stance, speaker, says="2024-02-01")) == Standing(status, says_start=day)


@pytest.mark.parametrize("stance", ["postpones", "cancels"])
def test_an_outsider_can_neither_put_off_nor_call_off(stance: str) -> None:
    assert stands(claim(stance)) is None
    foreseen = claim("anticipates", "media", "reuters", says="2024-02-01")
    assert stands(foreseen, claim(stance, on="2024-01-12")) == Standing("possible", says_start=foreseen["says_start"])


def test_the_latest_word_of_a_side_holds_over_earlier_and_over_outsiders() -> None:
    announced = claim("announces", "russia", says="2024-02-01", on="2024-01-10")
    postponed = claim("postpones", "russia", says="2024-03-01", on="2024-01-12")
    outsider = claim("anticipates", "media", says="2024-02-15", on="2024-01-15")
    days = [f"2024-01-{day}" for day in ("09", "10", "11", "12", "15")]
    assert [stands(postponed, outsider, announced, on=day) for day in days] == [
        None,
        Standing("announced", says_start=pd.Timestamp("2024-02-01")),
        Standing("announced", says_start=pd.Timestamp("2024-02-01")),
        Standing("postponed", says_start=pd.Timestamp("2024-03-01")),
        Standing("postponed", says_start=pd.Timestamp("2024-03-01")),
    ]


def test_a_plan_lapses_after_thirty_days_and_not_on_the_thirtieth() -> None:
    day = pd.Timestamp("2024-02-01")
    plan = claim("announces", "russia", says="2024-02-01")
    assert [stands(plan, on=on).status for on in ("2024-03-02", "2024-03-03")] == ["announced", "lapsed"]
    assert stands(plan, on="2024-03-03") == Standing("lapsed", says_start=day)
    cancelled = claim("cancels", "russia", says="2024-02-01")
    assert stands(cancelled, on="2024-03-03") == Standing("cancelled", says_start=day)
    assert stands(claim("anticipates", "russia"), on="2026-01-01") == Standing("possible", says_start=None)
    assert stands(plan, {**RUSSIA, "known_from": pd.Timestamp("2024-04-01")}, on="2024-04-01").status == "held"


def test_an_allegation_waits_until_the_plan_of_a_side_has_passed() -> None:
    plan, alleged = claim("announces", "russia", says="2024-02-01"), claim(on="2024-02-02", says="2024-02-01")
    day = pd.Timestamp("2024-02-01")
    assert stands(plan, alleged, on="2024-03-02") == Standing("announced", says_start=day)
    assert stands(plan, alleged, on="2024-03-03") == Standing("alleged", False, "D", day)
    outsider = claim("anticipates", "media", says="2024-02-01")
    assert stands(outsider, alleged, on="2024-02-02") == Standing("alleged", False, "D", day)


def test_an_allegation_is_disputed_from_the_day_of_the_denial() -> None:
    denial = claim("denies", "russia", on="2023-10-17")
    alleged = claim(speaker="us", origin="white-house", on="2023-10-13")
    assert [stands(alleged, denial, on=f"2023-10-{day}") for day in (12, 13, 16, 17)] == [
        None,
        Standing("alleged", False, "D", None),
        Standing("alleged", False, "D", None),
        Standing("alleged", True, "D", None),
    ]
    assert stands(alleged, claim("denies", "china")).disputed is False


@pytest.mark.parametrize("stance", ["dismisses", "declines_comment"])
@pytest.mark.parametrize("said", [(), (SEOUL,), (RUSSIA,), (claim("announces", "russia", says="2024-02-01"),)])
def test_dismissing_and_declining_change_nothing(stance: str, said: tuple[dict[str, object], ...]) -> None:
    for speaker in ("russia", "dprk", "rok"):
        remark = claim(stance, speaker, on="2024-01-15")
        assert stands(*said, remark) == (stands(*said) if said else None)


def test_a_denial_does_not_undo_what_is_held() -> None:
    assert stands(DPRK, claim("denies", "russia", on="2024-01-12")) == Standing("held", confidence="C")


def test_a_retraction_takes_back_the_speakers_earlier_claims_and_no_others() -> None:
    retracts = claim("retracts", "russia", "mid-ru", on="2024-01-12")
    again = claim(speaker="russia", origin="mid-ru", on="2024-01-14")
    days = [f"2024-01-{day}" for day in (11, 12, 14)]
    assert [stands(RUSSIA, retracts, again, on=day) for day in days] == [
        Standing("held", confidence="C"),
        None,
        Standing("held", confidence="C"),
    ]
    assert stands(RUSSIA, DPRK, retracts) == Standing("held", confidence="C")
    denial = claim("denies", "russia", on="2024-01-11")
    assert [stands(SEOUL, denial, retracts, on=day).disputed for day in days] == [True, False, False]


def test_one_medium_does_not_retract_for_another() -> None:
    retracts = claim("retracts", "media", "reuters", on="2024-01-12")
    assert stands(REUTERS, retracts) is None
    assert stands(REUTERS, UNNAMED, retracts) == Standing("alleged", False, "E", None)
    nis = claim("retracts", "rok", "yonhap", on="2024-01-12")
    assert stands(SEOUL, nis) is None


def test_standings_join_sides_and_origins(small: tuple[World, Path]) -> None:
    sound, folder = small
    sound.add("sources", source_id="S0002", url="https://example.org/2", origin="kcna")
    sound.add("claims", source_id="S0002", speaker="dprk", known_from="2023-10-20")
    data = selected(sound, folder).dataset

    def rows(on: str) -> list[dict[str, object]]:
        found = standings(data, pd.Timestamp(on))
        return found.drop(columns="says_start").reset_index().to_dict("records")

    held = {"contact_id": "RK0001", "status": "held", "disputed": False}
    assert rows("2023-10-17") == []
    assert rows("2023-10-18") == [held | {"confidence": "C", "origins": 1}]
    assert rows("2023-10-20") == [held | {"confidence": "A", "origins": 2}]


def known(small: World, folder: Path, *days: str) -> list[dict[str, str]]:
    """Id to status and shown start of everything known on each of some days."""
    data = selected(small, folder).dataset
    frames = [as_known(data, pd.Timestamp(day)) for day in days]
    return [
        {row.contact_id: f"{row.status} {row.start:%Y-%m-%d}" if pd.notna(row.start) else row.status for row in rows}
        for rows in (frame.itertuples() for frame in frames)
    ]


def test_the_meeting_of_january_2024_as_it_became_known(tmp_path: Path) -> None:
    small = World()
    small.tables |= {table: rows for table, rows in world().tables.items() if table in ("officials", "offices")}
    small.add("sources")
    not_ruled_out = {"stance": "anticipates", "strength": "hedged", "known_from": "2024-01-15"}
    small.contact("RK0002", kind="meeting", start="2024-01-16", end="2024-01-16", claim=not_ruled_out)
    small.add("claims", contact_id="RK0002", known_from="2024-01-16")
    assert known(small, tmp_path, "2024-01-14", "2024-01-15", "2024-01-16") == [
        {},
        {"RK0002": "possible"},
        {"RK0002": "held 2024-01-16"},
    ]


def test_a_plan_is_shown_with_the_day_said_by_then(tmp_path: Path) -> None:
    small = world()
    plan = {"stance": "announces", "known_from": "2024-01-10", "says_start": "2024-02-01"}
    small.contact("RK0002", start="2024-03-05", end="2024-03-06", claim=plan)
    later = {"stance": "postpones", "known_from": "2024-01-20", "says_start": "2024-03-01"}
    small.add("claims", contact_id="RK0002", **later)
    small.add("claims", contact_id="RK0002", known_from="2024-03-05")
    shown = known(small, tmp_path, "2024-01-10", "2024-01-20", "2024-03-05")
    assert [rows["RK0002"] for rows in shown] == ["announced 2024-02-01", "postponed 2024-03-01", "held 2024-03-05"]
    frame = as_known(selected(small, tmp_path).dataset, pd.Timestamp("2024-01-20")).set_index("contact_id")
    assert frame["end"].dropna().to_dict() == {"RK0001": pd.Timestamp("2023-10-19")}


def test_an_allegation_without_a_day_is_shown_at_the_day_it_was_coded_for(tmp_path: Path) -> None:
    small = world()
    word = {"speaker": "rok", "known_from": "2024-01-10"}
    small.contact("RK0002", start="2024-01-05", end="2024-01-05", claim=word)
    small.contact("RK0003", start="2024-01-05", end="2024-01-05", claim=word | {"says_start": "2024-01-06"})
    [rows] = known(small, tmp_path, "2024-01-10")
    assert rows == {"RK0001": "held 2023-10-18", "RK0002": "alleged 2024-01-05", "RK0003": "alleged 2024-01-06"}


@pytest.mark.parametrize(("review", "note"), [("merged", "the same as RK0001"), ("withdrawn", "a misreading")])
def test_tombstones_are_absent(tmp_path: Path, review: str, note: str) -> None:
    small = world()
    small.contact("RK0002", start="2024-01-05", end="2024-01-05", review=review, note=note)
    assert known(small, tmp_path, "2026-01-01") == [{"RK0001": "held 2023-10-18"}]
    small.tables["contacts"][1] |= {"review": "single"}
    assert known(small, tmp_path, "2026-01-01") == [{"RK0001": "held 2023-10-18", "RK0002": "held 2024-01-05"}]
