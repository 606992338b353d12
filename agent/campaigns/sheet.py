"""A page for the operator: where to press, what to paste, in order. One HTML file, fetching nothing, to print on A4.

Whatever comes from the campaign is escaped; only the sentences of ``words/sheet.yaml`` may hold markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from html import escape
from itertools import takewhile
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

from agent.campaigns.card import Section, clock, date_words, duration, event_words, make_card, window_line
from agent.campaigns.channels import limits_of, text_length
from agent.campaigns.life import AuditEntry
from agent.campaigns.payload import export
from agent.campaigns.payload.types import mark_of
from agent.campaigns.rehearsal import Wording, heading, length_words, wordings
from agent.campaigns.schema import Campaign, EventEntry, PopupEntry, ScheduleEntry
from agent.errors import BadInput
from agent.words import Locale, has_key, say

TEMPLATE = Path(__file__).with_suffix(".html")
BOX = '<input type="checkbox">'
# Of what an export tells: a place in its file to fill in, and what the page tells in its own words.
NOT_ON_THE_PAGE = frozenset({"channel_id", "empty_word", "one_wording", "alimtalk"})


def make_sheet(
    campaign: Campaign, *, at: datetime, earlier: AuditEntry | None = None, label: Callable[[str], str] = str
) -> str:
    """The page as HTML, in ``campaign.locale``; ``at`` is the moment that is printed on it.

    ``earlier`` is a decision about an older version that still stands (``life.earlier``); ``label`` names a topic in
    the operator's language.
    """
    parts = (_head(campaign, at, earlier), _people(campaign), _told(campaign), _steps(campaign), _texts(campaign))
    rest = (_by_hand(campaign, label), _rules(campaign), _before(campaign, earlier), _stop(campaign))
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    title = escape(say(campaign.locale, "sheet.title", name=campaign.name))
    return template.substitute(lang=campaign.locale, title=title, body="\n".join((*parts, *rest)))


def _say(campaign: Campaign, key: str, **facts: object) -> str:
    """A sentence of ``sheet.yaml``, which may hold markup; text among the facts is escaped."""
    safe = {name: escape(value) if isinstance(value, str) else value for name, value in facts.items()}
    return say(campaign.locale, f"sheet.{key}", **safe)


def moment(at: datetime, campaign: Campaign) -> str:
    """``at`` on the clock of the shop."""
    here = at.astimezone(ZoneInfo(campaign.send_window.timezone))
    return f"{date_words(here, campaign.locale)} {here:%H:%M}"


def _paragraphs(lines: Iterable[str]) -> str:
    return "\n".join(f"<p>{escape(line)}</p>" for line in lines)


def _items(lines: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"


def _head(campaign: Campaign, at: datetime, earlier: AuditEntry | None) -> str:
    made = _say(campaign, "made", at=moment(at, campaign), id=campaign.id, version=campaign.version)
    shop = f'<p class="small">{escape(campaign.shop)}</p>' if campaign.shop else ""
    notes = [f'<p class="note">{_say(campaign, "safe")}</p>', _status(campaign)]
    if earlier:
        facts = {"version": earlier.version, "now": campaign.version, "by": escape(earlier.by)}
        told = say(campaign.locale, f"life.earlier_{earlier.action}", at=moment(earlier.at, campaign), **facts)
        notes.append(f'<p class="note warn">{told}</p>')
    title = f"{shop}<h1>{escape(campaign.name)}</h1>"
    return "\n".join((title, f'<p class="small">{made}</p>', *notes, f"<p>{escape(campaign.objective)}</p>"))


def _status(campaign: Campaign) -> str:
    last = campaign.decided[-1] if campaign.decided else None
    facts = {"by": last.by, "at": moment(last.at, campaign)} if last else {}
    kind = "note" if campaign.status == "approved" else "note warn"
    return f'<p class="{kind}">{_say(campaign, f"state_{campaign.status}", **facts)}</p>'


def _people(campaign: Campaign) -> str:
    """The count as a sum: who fits, less who is left out and why, is who gets it."""
    audience, locale = campaign.audience, campaign.locale
    first = "visits_matched" if audience.counts == "visits" else "people_matched"
    rows = [_row(_say(campaign, first), audience.matched)]
    for line in audience.excluded:
        who = say(locale, f"card.always_{line.reason}")
        rows.append(_row(_say(campaign, "people_minus", who=who), -line.count))
    rows.append(_row(_say(campaign, "people_reached"), audience.reached, "sum"))
    if len(audience.by_channel) > 1:
        for channel, count in audience.by_channel.items():
            rows.append(_row(_say(campaign, "people_by", channel=say(locale, f"card.channel_{channel}")), count))
    section = _section(campaign, "who")
    # The count itself stands in the table; that it is only known in part does not.
    told = section.lines[2:] if audience.consent_known and audience.counts == "people" else section.lines[1:]
    rest = [line for line in told if not line.startswith("- ") and line != say(locale, "card.out")]
    table = f"<table>{''.join(rows)}</table>"
    return f"<h2>{_say(campaign, 'people')}</h2>{_paragraphs([audience.sentence])}{table}{_paragraphs(rest)}"


def _row(label: str, count: int, kind: str = "") -> str:
    number = f"−{-count:,}" if count < 0 else f"{count:,}"
    return f'<tr class="{kind}"><td>{label}</td><td class="n">{number}</td></tr>'


def _section(campaign: Campaign, name: str) -> Section:
    """A section of the card, by the key of its title."""
    title = say(campaign.locale, f"card.{name}")
    return next(section for section in make_card(campaign).sections if section.title == title)


def _told(campaign: Campaign) -> str:
    when = _paragraphs(_section(campaign, "when").lines)
    money = _paragraphs((*_section(campaign, "cost").lines, *_section(campaign, "hope").lines))
    return f"<h2>{_say(campaign, 'when')}</h2>{when}<h2>{_say(campaign, 'money')}</h2>{money}"


def _steps(campaign: Campaign) -> str:
    lines = "\n".join(f"<li>{BOX}{line}</li>" for line in _presses(campaign))
    return f'<h2>{_say(campaign, "steps")}</h2><ol class="do">{lines}</ol>'


def _presses(campaign: Campaign) -> Iterator[str]:
    locale, window, entry = campaign.locale, campaign.send_window, campaign.entry
    yield _say(campaign, "open_once" if isinstance(entry, ScheduleEntry) and not entry.every else "open_month")
    yield _say(campaign, "name") + _pre(campaign.name)
    yield _say(campaign, "start") + _items(escape(line) for line in _starts(campaign))
    yield _say(campaign, "who") + _items([escape(campaign.audience.sentence)])
    if campaign.audience.exclusions:
        names = (escape(say(locale, f"card.always_{reason}")) for reason in campaign.audience.exclusions)
        yield _say(campaign, "leave_out") + _items(names)
    yield f"{_say(campaign, 'paste')}<br>{_say(campaign, 'paste_two')}"
    if fields := _fields(campaign):
        yield _say(campaign, "fill") + _items(fields)
    yield _say(campaign, "advert_on" if campaign.advertising else "advert_off")
    if not isinstance(entry, PopupEntry):
        every = len(window.days) == 7
        days = [_say(campaign, "days_every")] if every else [_say(campaign, f"day_{day}") for day in window.days]
        told = _say(campaign, "window_days", days=say(locale, "card.comma").join(days))
        yield f"{_say(campaign, 'window', **_hours(campaign))} {told}"
    yield _say(campaign, "pause", days=duration(campaign.cooldown, locale))
    did = event_words(campaign.goal.event, locale)[2]
    yield _say(campaign, "goal", did=did, window=duration(campaign.goal.window, locale))
    for key in ("self", "save"):
        yield _say(campaign, key)
    if what := _ready(campaign):
        # It is a sentence of the same file, so it is not escaped again.
        yield say(locale, "sheet.ready", what=what)
    yield _say(campaign, "press")
    yield _say(campaign, "tell", id=campaign.id)


def _ready(campaign: Campaign) -> str | None:
    """What must be true of the product that the campaign waits for; None when it waits for none."""
    entry = campaign.entry
    if not isinstance(entry, EventEntry) or not has_key(f"sheet.ready_{entry.event}"):
        return None
    return _say(campaign, f"ready_{entry.event}", product=entry.product)


def _starts(campaign: Campaign) -> Iterator[str]:
    """When it starts and what keeps it from starting: the card's lines before the hours of the day."""
    lines = _section(campaign, "when").lines
    if isinstance(campaign.entry, PopupEntry):
        return iter(lines[:1])
    hours = window_line(campaign, campaign.locale)
    return takewhile(lambda line: line != hours, lines)


def _hours(campaign: Campaign) -> dict[str, str]:
    window, locale = campaign.send_window, campaign.locale
    return {"start": clock(window.start, locale), "end": clock(window.end, locale)}


def _fields(campaign: Campaign) -> list[str]:
    """What the tool fills in, each field once."""
    known = {one.name: one for step in campaign.steps for one in step.variables}
    lines = []
    for name, one in known.items():
        facts = {"token": f"#{{{name}}}", "sample": one.sample, "fallback": one.fallback}
        lines.append(_say(campaign, "fill_unknown" if one.fallback else "fill_line", **facts))
    return lines


def _pre(text: str, language: Locale | None = None) -> str:
    # HTML drops a line break right after the tag, and the text may begin with one.
    of = f' lang="{language}"' if language else ""
    return f"<pre{of}>\n{escape(text)}</pre>"


def _texts(campaign: Campaign) -> str:
    boxes = "\n".join(_text(wording, campaign) for wording in wordings(campaign))
    return f"<h2>{_say(campaign, 'texts')}</h2>{boxes}"


def _text(wording: Wording, campaign: Campaign) -> str:
    message, language = wording.message, campaign.language
    limits = limits_of(wording.channel, campaign.country)
    parts = [f'<div class="text"><h3>{escape(heading(wording, campaign.locale))}</h3>']
    sizes = [length_words(wording.length, campaign.locale)]
    if message.title:
        parts.append(_say(campaign, "text_title") + _pre(message.title, language))
        if limits.title:
            length = text_length(message.title, limits)
            sizes.insert(0, say(campaign.locale, "sheet.text_title_length", length=length, limit=limits.title))
    parts.append(_say(campaign, "text_body") + _pre(message.body, language))
    if message.button:
        parts.append(_say(campaign, "text_button") + _pre(message.button.label, language))
        parts.append(_say(campaign, "text_link") + _pre(message.button.url))
    return "".join((*parts, f'<p class="small">{escape(" · ".join(sizes))}</p></div>'))


def _by_hand(campaign: Campaign, label: Callable[[str], str]) -> str:
    """What no tool takes over from here; said rather than left out."""
    audience, lines = campaign.audience, []
    if campaign.holdout.share:
        lines.append(_say(campaign, "hand_holdout", share=round(campaign.holdout.share * 100)))
    for reason in audience.exclusions:
        if has_key(f"sheet.hand_{reason}"):
            lines.append(_say(campaign, f"hand_{reason}", week=campaign.max_per_week))
    if audience.checked_later:
        keys = (say(campaign.locale, f"audience.key_{key.replace('.', '_')}") for key in audience.checked_later)
        lines.append(_say(campaign, "hand_later", keys=say(campaign.locale, "card.comma").join(keys)))
    if any("alimtalk" in step.channels for step in campaign.steps):
        lines.append(_say(campaign, "hand_alimtalk"))
    lost = _lost(campaign, label)
    marked = any(mark_of(campaign) in one for one in lost)
    if audience.counts == "people" and (lines or marked):
        held_out = say(campaign.locale, "life.list_held_out") if campaign.holdout.share else None
        facts = {"id": campaign.id, "profile": "shop.yaml" if campaign.shop else None, "held_out": held_out}
        lost.append(_say(campaign, "hand_list", **facts))
    lines += lost
    told = _items(lines) if lines else f"<p>{_say(campaign, 'by_hand_none')}</p>"
    return f"<h2>{_say(campaign, 'by_hand')}</h2>{told}"


def _lost(campaign: Campaign, label: Callable[[str], str]) -> list[str]:
    """What Channel Talk's file cannot hold, without what the page says elsewhere."""
    audience = campaign.audience
    rest = tuple(reason for reason in audience.exclusions if not has_key(f"sheet.hand_{reason}"))
    unsaid = {
        "audience": audience.model_copy(update={"exclusions": rest}),
        "holdout": campaign.holdout.model_copy(update={"share": 0.0}),
    }
    try:
        made = export(campaign.model_copy(update=unsaid), "channel-talk", label=label)
    except BadInput:  # it cannot be sent from there at all
        return []
    said = NOT_ON_THE_PAGE | ({"weekly_cap"} if "recently_messaged" in audience.exclusions else set())
    return [escape(one.sentence) for one in made.lost if one.code not in said]


def _rules(campaign: Campaign) -> str:
    report, title = campaign.check, f"<h2>{_say(campaign, 'rules')}</h2>"
    if report is None:
        return f"{title}<p>{_say(campaign, 'rules_none')}</p>"
    blocking = sum(one.severity == "block" for one in report.violations)
    told = _say(campaign, "rules_bad", count=blocking) if blocking else _say(campaign, "rules_ok", rules=report.rules)
    lines = []
    for one in report.violations:
        basis = f'<br><span class="small">{escape(one.basis)}</span>' if one.basis else ""
        lines.append(escape(one.message) + (f" → {escape(one.fix)}" if one.fix else "") + basis)
    return f"{title}<p>{told}</p>" + (_items(lines) if lines else "")


def _before(campaign: Campaign, earlier: AuditEntry | None) -> str:
    lines = []
    if campaign.audience.counts == "people":
        lines.append(_say(campaign, "before_people", count=campaign.audience.reached))
    linked = any(one.message.button or "https://" in one.message.body for one in wordings(campaign))
    names = ("text", "link", "offer", "hours") if linked else ("text", "offer", "hours")
    lines += [_say(campaign, f"before_{name}") for name in names]
    if what := _ready(campaign):
        lines.append(what)
    if earlier and earlier.action == "active":
        lines.append(_say(campaign, "before_replaced", version=earlier.version))
    boxes = "".join(f"<li>{BOX}{line}</li>" for line in lines)
    return f'<h2>{_say(campaign, "before")}</h2><ul class="do">{boxes}</ul><p>{_say(campaign, "before_sign")}</p>'


def _stop(campaign: Campaign) -> str:
    told = "".join(f"<p>{_say(campaign, key, id=campaign.id)}</p>" for key in ("stop_there", "stop_tell"))
    return f"<h2>{_say(campaign, 'stop')}</h2>{told}"
