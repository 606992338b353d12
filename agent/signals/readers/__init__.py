"""Reading a shop's files: what is in them, in the tables of ``agent.signals.tables``.

what is it? ─► safe to open? ─► rows and columns ─► read, checked, cleaned ─► added, all or nothing
files.py       text.py          columns.py          stage.py, dates.py       read.py
               packed.py        delimited.py        tags.py
               workbook_guard   jsonlines.py …      conversations.py …
"""

from agent.signals.readers.memory import working_tables
from agent.signals.readers.read import ReadReport, read_files, read_sent

__all__ = ["ReadReport", "read_files", "read_sent", "working_tables"]
