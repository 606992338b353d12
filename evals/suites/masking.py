"""Is all personal data masked, in the table of patterns and in the sample shop, and is clean text left alone?"""

from __future__ import annotations

import json
from pathlib import Path

from python_calamine import CalamineWorkbook

from agent.signals.mask import mask
from evals.cases_file import HOME, Case, load_cases, read_yaml
from evals.report import Metric, Miss, Report
from evals.suites.tags import rate

SAMPLE = Path(__file__).parent.parent / "sample_shop"
TOUCHED_GATE = 0.02


class MaskCase(Case):
    text: str
    lang: str | None = None
    kinds: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    clean: bool = False
    batch: int = 1


def run(path: Path | None) -> Report:
    source = path or HOME / "masking.yaml"
    cases = load_cases(MaskCase, read_yaml(source), source)
    planted = [case for case in cases if case.secrets]
    clean = [case for case in cases if case.clean]
    leaks = [case for case in planted if any(secret in mask(case.text).text for secret in case.secrets)]
    touched = [case for case in clean if mask(case.text).text != case.text]
    metrics = [
        rate("planted data masked", [case not in leaks for case in planted], 1.0),
        Metric("clean text touched", round(len(touched) / max(1, len(clean)), 4), len(clean), at_most=TOUCHED_GATE),
    ]
    misses = [Miss(case.text, "masked", mask(case.text).text) for case in leaks]
    misses += [Miss(case.text, "unchanged", mask(case.text).text) for case in touched]
    if path is None:
        sample, found = _sample()
        metrics.append(sample)
        misses += found
    return Report("masking", tuple(metrics), tuple(misses))


def _sample() -> tuple[Metric, list[Miss]]:
    """Every planted secret of the sample shop, in every chat text where it stands."""
    planted = json.loads((SAMPLE / "planted.json").read_text(encoding="utf-8"))
    secrets = sorted({secret["text"] for secret in planted["secrets"]})
    leaks = []
    for text in _texts():
        there = [secret for secret in secrets if secret in text]
        if there:
            shown = mask(text).text
            leaks += [Miss(text, f"{secret} masked", shown) for secret in there if secret in shown]
    gone = {miss.expected for miss in leaks}
    return rate("sample shop's data masked", [f"{secret} masked" not in gone for secret in secrets], 1.0), leaks


def _texts() -> list[str]:
    book = CalamineWorkbook.from_path(str(SAMPLE / "chats.xlsx"))
    texts = []
    for sheet, column in (("UserChat data", "summarizedMessage"), ("Message data", "plainText")):
        head, *rows = book.get_sheet_by_name(sheet).to_python()
        index = head.index(column)
        texts += [str(row[index]) for row in rows if row[index]]
    return texts
