"""Whether a campaign is whole: nothing blank, nothing that its tools refuse, nobody hurt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations
from math import isnan

from agent.campaigns.conditions import validate
from agent.campaigns.durations import days_of as exact_days
from agent.campaigns.plan import Plan, PlanMessage, names_in, placed
from agent.campaigns.rules.contradiction import contradicted
from agent.campaigns.rules.parts import presses, seen, texts
from agent.campaigns.rules.types import Broken, Edit, Given, Rule
from agent.errors import BadInput
from agent.words import Phrase

_NAMES = r"고객\s?(?:명|이름)?|이름|성함|성명|회원\s?(?:명|이름)|닉네임|お名前|お客様名|氏名|名前"
_FACTS = (
    r"상품\s?명|제품\s?명|가게\s?(?:명|이름)|상호명?|업체\s?명|매장\s?명|브랜드\s?명|쿠폰\s?명|날짜|기간|금액|할인율"
)
_ENGLISH = (
    r"(?:(?:first|last|full|customer|your|shop|store|product|company)[ _]?)?name"
    r"|(?:insert|fill in|add)\s[^\]>]*|your \w+"
)
_BLANKS = r"(?:상품|제품|가게)? ?(?:설명|소개|이름)|상품|문구|내용|링크|URL|날짜|금액|가격|혜택|본문|제목|인사말?"
_LEFTOVER = re.compile(
    r"\[\[|\]\]|\{[^{}]*\}?|\*\|\w+\|\*|%(?:[a-z]+_[a-z_]+|name)%|<%.*?%>"  # what templates are written in
    rf"|[\[<【〔〈(]\s*(?:{_NAMES})\s*[\]>】〕〉)]\s?(?=님|고객|회원|손님|様|さん)"
    rf"|[\[<〔〈]\s*(?:{_FACTS})\s*[\]>〕〉](?=[을를이가은는의에로과와까])"  # as a heading it is fine: "[기간] 11월"
    rf"|[\[<]\s*(?i:{_ENGLISH})\s*[\]>]"
    r"|(?:[O○◯〇●]{2,}|[xX]{2,}|\b(?:null|None|undefined))(?=\s?(?:님|고객|회원|손님|상점|様|さん|%|원|円))"
    r"|(?<![A-Za-z○◯〇●★☆])[O○◯〇]{3,}(?=[」』】”)]?\s?[가-힣ぁ-んァ-ヶ一-龥])"
    r"|(?:\S |[가-힣ぁ-ヿ一-龥:])_{3,}(?=[\s,.!?가-힣ぁ-ヿ一-龥]|$)|(?<![\S_])_{3,} ?[가-힣ぁ-ヿ一-龥]"
    rf"|[(\[<【〔〈]\s?(?:여기|이곳|이 ?자리"
    rf"|이 ?부분)[에는을]{{0,2}} [^()\[\]<>【】\n]{{0,12}}(?:{_BLANKS})[^()\[\]<>【】\n]{{0,12}}"
    r"(?:적|입력|넣|채|쓰|써|작성|기입)[^()\[\]<>【】\n]{0,12}[)\]>】〕〉]"
    rf"|[\[【〔<]\s?(?:{_NAMES}|{_FACTS}|{_BLANKS})\s?(?:을|를)?\s?(?:입력|삽입|기입|넣기|작성)(?:하기|할 ?것|요망|바람"
    rf"|예정)?\s?[\]】〕>]"
    r"|[【\[(〔<](?:ここに)[^】\])〕>\n]{0,20}(?:入力|記入|挿入|書)[^】\])〕>\n]{0,8}[】\])〕>]"
    r"|[【\[(〔<](?:お?名前|氏名|お客様名)を?ご?(?:入力|記入|挿入)[】\])〕>]\s?(?=様|さん)"
    r"|[【\[〔<](?:商品名|店名|会社名|URL|リンク|日付|金額|価格|本文|説明)を?(?:入力|記入|挿入)[】\]〕>]"
    r"|\b(?:TODO|TBD|FIXME|NaN)\b|(?i:lorem ipsum)"
)
_UNFILLED = re.compile(r"#\{\s*[^{}\s][^{}\n]*\}")  # a variable, which S-01 looks at
_SPACE = re.compile(r"\s+")
TWIN = 0.9  # two wordings that share nine tenths teach nothing when compared
_GREETING = re.compile(
    r"^[^.!?。\n]{0,40}(?:안녕하세요|こんにちは|ありがとうございます|\b(?:hi|hello|hey|dear)\b)"
    r"(?:,\s?[^.!?。\n]{0,20}님|[^.!?。\n,]{0,40})[.!?。\n,]",
    re.I,
)


def days_of(duration: str) -> float:
    """Days of a duration; NaN, which no limit holds, for what is none."""
    try:
        return exact_days(duration)
    except ValueError:
        return float("nan")


def variables_declared(plan: Plan, _given: Given) -> Iterator[Broken]:
    """S-01: every variable, in a text or a page, is declared."""
    for one in plan.messages:
        declared = {known.name for known in one.step.variables}
        urls = ((f"{place}.url", press.url) for place, press in presses(one))
        found = ((place, name) for place, text in (*texts(one), *urls) for name in names_in(text))
        yield from (Broken(place, {"name": name}) for place, name in found if name.strip() and name not in declared)


def nothing_left_open(plan: Plan, _given: Given) -> Iterator[Broken]:
    """S-02: nothing in the text is left to fill in."""
    for one in plan.messages:
        urls = ((f"{place}.url", press.url) for place, press in presses(one))
        for place, text in (*texts(one), *urls):
            if found := _LEFTOVER.search(seen(_UNFILLED.sub("", text))):
                yield Broken(place, {"text": found.group().strip()[:20]})


def wordings_differ(plan: Plan, _given: Given) -> Iterator[Broken]:
    """S-03: two wordings are two, not one with another greeting."""
    for number, step in enumerate(plan.steps):
        own = [_own_words(one) for one in step.variants]
        if any(_twins(first, second) for first, second in combinations(own, 2)):
            yield Broken(f"steps[{number}].variants")


def _own_words(message: PlanMessage) -> str:
    """What a wording says besides mark, greeting and the lines of the law."""
    cards = "\n".join(f"{one.header} {one.title} {one.body}" for one in message.items)
    body = _GREETING.sub("", seen(message.body).replace("(광고)", "").strip(), count=1)
    return f"{body}\n{cards}".strip()


def _twins(first: str, second: str) -> bool:
    return SequenceMatcher(None, first, second, autojunk=False).ratio() > TWIN


def sized_right(plan: Plan, _given: Given) -> Iterator[Broken]:
    """S-05: waiting, pausing and measuring within what campaign tools accept (Channel Talk: 90, 30 and 30 days)."""
    entry, window = plan.entry, plan.send_window
    if entry and entry.type == "event" and not days_of(entry.wait) <= 90:
        yield Broken("entry.wait", {"value": entry.wait, "limit": 90})
    if plan.cooldown is not None and not _within(plan.cooldown, 0, 30):
        yield Broken("cooldown", {"value": plan.cooldown, "limit": 30})
    if plan.goal.window is not None and not _within(plan.goal.window, 1, 30):
        yield Broken("goal.window", {"value": plan.goal.window, "limit": 30})
    told = [(f"steps[{number}].delay", step.delay) for number, step in enumerate(plan.steps)]
    told += [(f"entry.{name}", value) for name in ("takes", "every") if entry and (value := getattr(entry, name))]
    yield from (Broken(place, {"value": value}, case="unreadable") for place, value in told if isnan(days_of(value)))
    if window and window.start >= window.end:
        yield Broken("send_window", case="window", severity="warn")


def _within(duration: str, least: float, most: float) -> bool:
    return least <= days_of(duration) <= most and not (duration.startswith("-") and days_of(duration))


def somebody_gets_it(plan: Plan, _given: Given) -> Iterator[Broken]:
    """S-06: somebody gets it: there are people, and the condition does not contradict itself."""
    if plan.audience.reached == 0:
        yield Broken("audience.reached")
    elif key := contradicted(plan.audience.condition):
        yield Broken("audience.condition", {"about": key}, case="never")


def taboo_words(plan: Plan, given: Given) -> Iterator[Broken]:
    """S-09: no word that the shop never uses, however it is spelled. A Latin word counts as a whole one only."""
    for one in plan.messages:
        for place, text in texts(one):
            read = seen(text).casefold()
            for word in given.profile.taboos:
                if _said(seen(word).casefold().strip(), read):
                    yield Broken(place, {"word": word})


def _said(word: str, text: str) -> bool:
    if word.isascii():
        return bool(word) and bool(re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text))
    return word in text or _SPACE.sub("", word) in _SPACE.sub("", text)


def the_upset_are_spared(plan: Plan, _given: Given) -> Iterator[Broken]:
    """S-10: nobody with an open complaint is sold to. What only informs may go to them: a booking is still tomorrow.
    Whom a page of the shop meets, nobody knows.
    """
    spared = plan.leaves_out("upset_open") or plan.surely("support.upset_open", False)
    if plan.advert and not spared:
        yield Broken("audience.exclusions")


def _spare_the_upset(plan: Plan, _given: Given, _broken: Broken) -> Iterator[Edit]:
    yield Edit(("audience", "exclusions"), [*plan.audience.exclusions, "upset_open"])


def condition_is_known(plan: Plan, _given: Given) -> Iterator[Broken]:
    """S-11: the condition uses keys and operators that there are (docs/audience.md)."""
    if plan.audience.condition is None:
        return
    try:
        validate(plan.audience.condition)
    except BadInput as error:
        yield Broken("audience.condition", {"detail": Phrase(error.code, error.facts)})


def fallback_has_words(plan: Plan, _given: Given) -> Iterator[Broken]:
    """S-12: whom the first channel does not reach is told something, too; and every step says something."""
    for number, step in enumerate(plan.steps):
        if step.fallback and not step.fallback_message:
            yield Broken(f"steps[{number}].fallback_message")
        if not step.variants:
            yield Broken(f"steps[{number}].variants", case="none")
    for one in (one for number, step in enumerate(plan.steps) for one in placed(number, step)):
        said = (
            one.message.header,
            one.message.body,
            *(part for item in one.message.items for part in (item.header, item.title, item.body)),
        )
        if not any(seen(part).strip() for part in said):
            yield Broken(f"{one.path}.body", case="none")


_CHANNEL_TALK = "Channel Talk API: waitingTime <= 90 d, cooldown <= 30 d, goalEventDuration 1-30 d"

RULES: tuple[Rule, ...] = (
    Rule("S-01", variables_declared, "docs/campaign.md"),
    Rule("S-02", nothing_left_open, "docs/campaign.md"),
    Rule("S-03", wordings_differ, "docs/campaign.md", "warn"),
    Rule("S-05", sized_right, _CHANNEL_TALK),
    Rule("S-06", somebody_gets_it, "docs/campaign.md"),
    Rule("S-09", taboo_words, "shop.yaml taboos"),
    Rule("S-10", the_upset_are_spared, "docs/campaign.md", mend=_spare_the_upset),
    Rule("S-11", condition_is_known, "docs/audience.md"),
    Rule("S-12", fallback_has_words, "docs/campaign.md"),
)
