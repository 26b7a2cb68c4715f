"""Made rows of machine-coded tables: a test names only what it is about."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from helpers.machine_coded import layouts

ICEWS = (
    *("Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code"),
    *("Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher"),
    *("City", "District", "Province", "Country", "Latitude", "Longitude"),
)
POLECAT = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name"),
    *("Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw"),
    *("Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector"),
    *("Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City"),
    *("District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type"),
    *("Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version"),
)
COLUMNS = {
    "gdelt1": layouts.GDELT1.header,
    "gdelt2": layouts.GDELT2.header,
    "icews": ICEWS,
    "polecat": POLECAT,
}
_GDELT = {
    "GLOBALEVENTID": "719024875",
    "SQLDATE": "20240618",
    "MonthYear": "202406",
    "Year": "2024",
    "FractionDate": "2024.4603",
    "Actor1Code": "RUSGOV",
    "Actor1Name": "VLADIMIR PUTIN",
    "Actor1CountryCode": "RUS",
    "Actor2Code": "PRK",
    "Actor2Name": "PYONGYANG",
    "Actor2CountryCode": "PRK",
    "IsRootEvent": "1",
    "EventCode": "042",
    "EventBaseCode": "042",
    "EventRootCode": "04",
    "QuadClass": "1",
    "GoldsteinScale": "1.9",
    "NumMentions": "4",
    "NumSources": "1",
    "NumArticles": "4",
    "AvgTone": "-1.25",
    "ActionGeo_FullName": "Pyongyang, P'yongyang-si, North Korea",
    "SOURCEURL": "https://example.org/visit",
}
DEFAULTS: dict[str, dict[str, str]] = {
    "gdelt1": _GDELT | {"DATEADDED": "20240619"},
    "gdelt2": _GDELT | {"DATEADDED": "20240619121500"},
    "icews": {
        "Event ID": "1",
        "Event Date": "2024-06-18",
        "Source Name": "Vladimir Putin",
        "Source Sectors": "Government,Executive",
        "Source Country": "Russian Federation",
        "Event Text": "Make a visit",
        "CAMEO Code": "042",
        "Intensity": "1.9",
        "Target Name": "Kim Jong-Un",
        "Target Country": "North Korea",
        "Story ID": "100",
        "Sentence Number": "1",
    },
    "polecat": {
        "Event ID": "A1",
        "Event Date": "2024-06-18",
        "Event Type": "CONSULT",
        "Event Mode": "visit",
        "Intensity": "1.9",
        "Actor Country": "RUS",
        "Recipient Country": "PRK",
        "Source": "An agency",
        "Publication Date": "2024-06-19",
        "Story People": "Vladimir Putin; Kim Jong Un",
    },
}


def cells(layout: str, **given: Any) -> list[str]:
    """One row; names of columns with a space are given with an underscore."""
    named = {name if name in COLUMNS[layout] else name.replace("_", " "): str(value) for name, value in given.items()}
    assert set(named) <= set(COLUMNS[layout]), set(named) - set(COLUMNS[layout])
    values = DEFAULTS[layout] | named
    return [values.get(name, "") for name in COLUMNS[layout]]


def line(layout: str = "gdelt2", **given: Any) -> str:
    """One row as tab-separated text."""
    return "\t".join(cells(layout, **given))


def text(lines: Iterable[str], layout: str = "gdelt2") -> str:
    """Lines as the text of a file, with a line of names where the layout has one."""
    head = [] if layout.startswith("gdelt") else ["\t".join(COLUMNS[layout])]
    return "".join(f"{row}\n" for row in (*head, *lines))


def zipped(path: Path, content: str | bytes, name: str = "") -> Path:
    """A zip of one text, named as its exports are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name or path.name.removesuffix(".zip"), content)
    return path


def export(folder: Path, rows: Sequence[str], moment: str = "20240619121500") -> Path:
    """An export of GDELT 2.0 of fifteen minutes."""
    return zipped(folder / f"{moment}.export.CSV.zip", text(rows))
