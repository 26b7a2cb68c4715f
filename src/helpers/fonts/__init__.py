"""The fonts of reports and charts, shipped so that every machine sets the same page (licences beside them)."""

from pathlib import Path

FOLDER = Path(__file__).parent
TEXT = "Source Sans 3"
KOREAN = "Noto Sans CJK KR"

REGULAR = FOLDER / "SourceSans3-Regular.ttf"
ITALIC = FOLDER / "SourceSans3-It.ttf"
SEMIBOLD = FOLDER / "SourceSans3-Semibold.ttf"
KOREAN_REGULAR = FOLDER / "NotoSansCJKkr-Regular.otf"
KOREAN_BOLD = FOLDER / "NotoSansCJKkr-Bold.otf"
ALL = (REGULAR, ITALIC, SEMIBOLD, KOREAN_REGULAR, KOREAN_BOLD)
