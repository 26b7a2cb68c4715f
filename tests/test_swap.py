"""A finished folder takes the place of an older one in one step, or in two that can be mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.publish import swap


def staged(out: Path, content: str) -> Path:
    run = swap.run(out)
    folder = swap.staging(run, "a")
    folder.mkdir(parents=True)
    (folder / "page").write_text(content, "utf-8")
    return run


@pytest.mark.parametrize("exchange", [True, False])
def test_a_swap_is_whole_with_and_without_exchange(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(swap, "_exchange", lambda one, other: False)
    for content in ("old", "new"):
        swap.publish(tmp_path, staged(tmp_path, content), "a")
        assert (tmp_path / "a" / "page").read_text("utf-8") == content
        swap.recover(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_stop_between_two_renames_is_mended(tmp_path: Path) -> None:
    previous = staged(tmp_path, "new") / "a" / swap.PREVIOUS
    previous.mkdir()
    (previous / "page").write_text("good", "utf-8")
    swap.recover(tmp_path)
    assert (tmp_path / "a" / "page").read_text("utf-8") == "good"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_two_runs_never_share_a_folder(tmp_path: Path) -> None:
    assert swap.run(tmp_path) != swap.run(tmp_path)
