"""A process of bounded memory that opens a workbook first, and may die of it.

What belongs here: opening each sheet, and writing how large it is. What does not: what is made of
the answer (`sheet_sizes`); any import that takes longer than the opening of a small workbook.
"""

from __future__ import annotations

import io
import resource
import sys

_MEMORY = 4 << 30


def main() -> int:
    """Write the rows and columns of each sheet of the workbook that is given."""
    from python_calamine import CalamineWorkbook

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    for rank in range(len(book.sheets_metadata)):
        sheet = book.get_sheet_by_index(rank)
        sys.stdout.write(f"{sheet.total_height} {sheet.total_width}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
