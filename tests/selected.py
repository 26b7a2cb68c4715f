"""Selections of small worlds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from world import World, world

from helpers import parameters
from helpers.dataset.load import load
from helpers.dataset.selection import Selection


def selected(small: World, folder: Path, **given: Any) -> Selection:
    """The selection of a world under parameters; its sources are undated, so that claims may come on any day."""
    for source in small.tables["sources"]:
        source["published"] = ""
    return Selection(load(small.write(folder)), parameters.check("contacts", given))


def busy() -> World:
    """A world with something of everything: 7 contacts counted, and one of each thing that is not."""
    small = world()
    for number, origin in (("S0002", "kcna"), ("S0003", "nis-rok")):
        small.add("sources", source_id=number, url=f"https://example.org/{number}", origin=origin)
    for official, name, rank in (
        ("ru-putin", "Vladimir Putin", 6),
        ("kp-kim-jong-un", "Kim Jong Un", 6),
        ("ru-rudenko", "Andrey Rudenko", 3),
    ):
        side = "russia" if official.startswith("ru") else "dprk"
        small.add("officials", official_id=official, side=side, name=name, name_ru="")
        small.add("offices", official_id=official, office=f"Office of {name}", rank=rank)
    here = {"direction": "to_russia", "place": "Moscow", "country": "RU"}
    inside = {"kind": "meeting", "part_of": "RK0002", "title": "Choe meets the president"}
    written = {"kind": "greeting", "modality": "written", "country": "ZZ", "place": "none", "domain": "leaders"}
    small.contact("RK0002", start="2024-01-14", end="2024-01-17", title="Choe Son Hui visits Russia", **here)
    small.contact("RK0002.01", russia="ru-putin", start="2024-01-16", end="2024-01-16", **inside, **here)
    small.contact(
        "RK0003",
        russia="ru-putin",
        dprk="kp-kim-jong-un",
        start="2024-06-18",
        end="2024-06-19",
        domain="leaders",
        title="Putin [state visit] *to* Pyongyang",
        claim={"source_id": "S0002", "speaker": "dprk"},
    )
    small.add("claims", contact_id="RK0003", known_from="2024-06-18")
    call = {"kind": "call", "modality": "phone", "country": "ZZ", "place": "none", "direction": "none"}
    small.contact("RK0004", start="2024-06-20", end="2024-06-20", title="Lavrov and Choe speak", **call)
    third = {"kind": "meeting", "direction": "third", "country": "LA", "place": "Vientiane"}
    small.contact("RK0005", start="2024-07-26", end="2024-07-26", title="Ministers meet in Laos", **third)
    small.contact("RK0006", russia="ru-rudenko", start="2024-09-10", end="", title="Rudenko visits Pyongyang")
    small.add(
        "contacts", contact_id="RK0007", start="2024-09-12", domain="health", title="Experts visit", end="2024-09-12"
    )
    for side in ("russia", "dprk"):
        small.add("participants", contact_id="RK0007", side=side, official_id="", label="Experts", rank=0)
    small.add("claims", contact_id="RK0007", known_from="2024-09-12")
    small.contact("RK0008", start="2024-05-09", end="2024-05-09", title="Victory Day", **written)
    small.contact("RK0009", start="2024-09-03", end="2024-09-03", multilateral="only", title="Forum", **here)
    small.contact(
        "RK0010",
        start="2024-12-20",
        end="2024-12-21",
        title="A visit foreseen",
        claim={"stance": "announces", "known_from": "2024-11-01", "says_start": "2024-12-10"},
    )
    goods = {"kind": "transfer", "modality": "goods", "country": "ZZ", "place": "none", "domain": "defence"}
    third_word = {"source_id": "S0003", "speaker": "rok", "known_from": "2024-10-18"}
    small.contact("RK0011", start="2024-10-01", end="", title="Arms, alleged", claim=third_word, **goods)
    small.add("claims", contact_id="RK0011", stance="denies", known_from="2024-10-20")
    return small
