"""Is all personal data masked, in the table of patterns and in the sample shop, and is clean text left alone?"""

from __future__ import annotations

import json
from pathlib import Path

from python_calamine import CalamineWorkbook

from agent.bootstrap import no_progress
from agent.profile import load_profile
from agent.signals.intents import IntentMapper
from agent.signals.mask import mask
from agent.signals.read import read_signals
from agent.signals.readers import working_tables
from evals.cases_file import HOME, Case, load_cases, read_yaml
from evals.report import Metric, Miss, Report
from evals.suites.tags import rate
from retrieval.embedding import SentenceEncoder

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
        left = _left_in_signals()
        metrics.append(Metric("planted data left in the signals", float(len(left)), len(_secrets()), at_most=0.0))
        misses += [Miss("signals of the sample shop", f"{secret} masked", "left") for secret in left]
    return Report("masking", tuple(metrics), tuple(misses))


def _sample() -> tuple[Metric, list[Miss]]:
    """Every planted secret of the sample shop, in every chat text where it stands."""
    secrets = _secrets()
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


def _secrets() -> list[str]:
    planted = json.loads((SAMPLE / "planted.json").read_text(encoding="utf-8"))
    return sorted({secret["text"] for secret in planted["secrets"]})


def _left_in_signals() -> list[str]:
    """What all later rooms, the database and every answer are made from: the whole snapshot, as it is stored."""
    with working_tables() as connection:
        signals = read_signals(
            connection,
            [SAMPLE / "chats.xlsx"],
            customers=SAMPLE / "customers.csv",
            orders=SAMPLE / "orders.csv",
            profile=load_profile(SAMPLE / "shop.yaml"),
            mapper=IntentMapper(SentenceEncoder()),
            progress=no_progress,
        )
    snapshot = signals.model_dump_json()
    return [secret for secret in _secrets() if secret in snapshot]
