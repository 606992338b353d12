"""Reading a shop's files: what is in them, in the tables of ``agent.signals.tables``.

open file ─► what is it? ─► safe to open? ─► rows and their columns ─► staged and checked ─► added, all or nothing
read.py      files.py       text.py          columns.py, delimited.py   stage.py, dates.py,   read.py
                            packed.py        jsonlines.py, workbook.py  conversations.py …
                            workbook_guard   parquet.py
"""

from agent.signals.readers.memory import working_tables
from agent.signals.readers.read import ReadReport, read_files

__all__ = ["ReadReport", "read_files", "working_tables"]
