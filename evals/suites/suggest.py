"""Does the main job end with campaigns that can be switched on, and with none where the evidence is thin?"""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from agent.bootstrap import App, open_app, suggest
from agent.campaigns.card import make_card
from agent.campaigns.schema import Campaign
from agent.profile import ShopProfile, load_profile
from agent.settings import Settings
from agent.state import Export, State
from agent.words import Locale
from evals.cases_file import HOME, Case, load_cases, read_yaml
from evals.report import Miss, Report
from evals.suites.tags import rate
from retrieval.search import Searcher

SAMPLE = Path(__file__).parent.parent / "sample_shop"
NOW = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
JARGON = re.compile(
    r"CRM|세그먼트|퍼널|트리거|퍼블리시|컨버전|\bCTA\b|리드(?!미)|커맨드 버튼|워크플로우|A/B ?테스트"
    r"|\bsegments?\b|\bfunnels?\b|\btriggers?\b|\bconversions?\b|\bworkflows?\b|A/B test"
    r"|セグメント|ファネル|トリガー|コンバージョン|ワークフロー|A/Bテスト|ABテスト",
    re.IGNORECASE,
)


class SuggestCase(Case):
    """Input: the sample shop (with or without its lists) or the first ``rows`` of it; and what must come of it."""

    name: str
    sample: bool = True
    customers: bool = True
    orders: bool = True
    profile: bool = True
    rows: int | None = None
    locale: Locale = "ko"
    count: int = 3
    campaigns: int = 3
    abstains: bool = False
    findings: tuple[str, ...] = ()
    playbooks: tuple[str, ...] = ()


def run(path: Path | None) -> Report:
    source = path or HOME / "suggest.yaml"
    cases = load_cases(SuggestCase, read_yaml(source), source)
    with tempfile.TemporaryDirectory() as home, open_app(Settings(home=Path(home))) as app, app.searching() as searcher:
        states = [_run(case, app, searcher) for case in cases]
        again = _run(cases[0], app, searcher)
    outcomes = {
        name: [look(case, state) for case, state in zip(cases, states, strict=True)] for name, look in LOOKS.items()
    }
    same = _content(states[0]) == _content(again)
    metrics = [rate(name, results, 1.0) for name, results in outcomes.items()]
    metrics.append(rate("the same input gives the same campaigns", [same], 1.0))
    misses = [
        Miss(case.name, name, _told(state))
        for name, results in outcomes.items()
        for case, state, good in zip(cases, states, results, strict=True)
        if not good
    ]
    return Report("suggest", tuple(metrics), tuple(misses))


def _run(case: SuggestCase, app: App, searcher: Searcher) -> State:
    profile = load_profile(SAMPLE / "shop.yaml") if case.profile else ShopProfile()
    with tempfile.TemporaryDirectory() as folder:
        chats = SAMPLE / "chats.xlsx" if case.rows is None else _few(case.rows, Path(folder))
        export = Export(
            files=(chats,),
            customers=SAMPLE / "customers.csv" if case.customers else None,
            orders=SAMPLE / "orders.csv" if case.orders else None,
        )
        return suggest(
            app,
            searcher,
            export,
            tenant=case.name,
            by="eval",
            now=NOW,
            locale=case.locale,
            profile=profile,
            count=case.count,
        )


def _few(rows: int, folder: Path) -> Path:
    """A tiny export: too little to say anything."""
    path = folder / "few.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["id", "customer_id", "opened_at", "state", "tags"])
        writer.writerows([f"c{n}", f"u{n}", f"2026-10-{n % 28 + 1:02}T10:00:00", "closed", "교환"] for n in range(rows))
    return path


def _content(state: State) -> list[dict[str, object]]:
    """Campaigns without what may differ between runs: ids and times."""
    campaigns = state.get("campaigns", [])
    return [
        campaign.model_dump(mode="json", exclude={"id", "version", "created_at", "updated_at"})
        for campaign in campaigns
    ]


def _told(state: State) -> str:
    abstained = state.get("abstained")
    campaigns = ", ".join(campaign.provenance.playbook_id for campaign in state.get("campaigns", []))
    findings = ", ".join(finding.id for finding in state.get("findings", [])[:8])
    return f"campaigns: {campaigns}; findings: {findings}; abstained: {asdict(abstained) if abstained else None}"


def _right_number(case: SuggestCase, state: State) -> bool:
    return len(state.get("campaigns", [])) == case.campaigns


def _abstains_rightly(case: SuggestCase, state: State) -> bool:
    return case.abstains == (state.get("abstained") is not None)


def _finds(case: SuggestCase, state: State) -> bool:
    return set(case.findings) <= {finding.id for finding in state.get("findings", [])}


def _proposes(case: SuggestCase, state: State) -> bool:
    return set(case.playbooks) <= {campaign.provenance.playbook_id for campaign in state.get("campaigns", [])}


def _each(look: Callable[[Campaign], bool]) -> Callable[[SuggestCase, State], bool]:
    return lambda _case, state: all(look(campaign) for campaign in state.get("campaigns", []))


def _all_different(_case: SuggestCase, state: State) -> bool:
    campaigns = state.get("campaigns", [])
    return len({one.provenance.playbook_id for one in campaigns}) == len(campaigns)


def _has_evidence(campaign: Campaign) -> bool:
    return campaign.proof.count > 0 and bool(campaign.proof.sentence)


def _spares_the_upset(case: SuggestCase, state: State) -> bool:
    """Whoever has an open complaint is left out of what sells; the sample has some, so a line must say so."""
    selling = [campaign for campaign in state.get("campaigns", []) if not campaign.fixes_first]
    left_out = [
        line.count for campaign in selling for line in campaign.audience.excluded if line.reason == "upset_open"
    ]
    return not (case.customers and case.rows is None and selling) or sum(left_out) > 0


def _plain(campaign: Campaign) -> bool:
    return not any(JARGON.search(text) for text in _operator_text(campaign))


def _operator_text(campaign: Campaign) -> list[str]:
    card = make_card(campaign)
    return [card.name, *card.tags, *(line for section in card.sections for line in (section.title, *section.lines))]


def _legal(campaign: Campaign) -> bool:
    return campaign.check is not None and not campaign.check.blocked


LOOKS: dict[str, Callable[[SuggestCase, State], bool]] = {
    "as many campaigns as it should": _right_number,
    "abstains when it should and only then": _abstains_rightly,
    "sees the stories in the data": _finds,
    "answers them with the right playbooks": _proposes,
    "no two campaigns alike": _all_different,
    "every campaign shows its evidence": _each(_has_evidence),
    "upset customers are not sold to": _spares_the_upset,
    "plain words for the operator": _each(_plain),
    "no blocking rule broken": _each(_legal),
    "two wordings of every message": _each(lambda c: all(len(step.variants) >= 2 for step in c.steps)),
}
