"""What holds outside Korea, whatever the country."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.campaigns.plan import Plan
from agent.campaigns.rules.abroad_words import plain
from agent.campaigns.rules.benefit import BENEFIT, without_facts
from agent.campaigns.rules.consent import refused_left_out
from agent.campaigns.rules.own import without_own
from agent.campaigns.rules.types import Broken, Given, Rule

_SELLS = re.compile(
    r"\d ?% ?off\b|[$€£] ?\d[\d.,]* off\b|\bhalf[- ]price\b|\bbuy one,? get\b|\bbogo\b"
    r"|\bpromo(?:tion)?s?(?: codes?)?\b|\bvouchers?\b"
    r"|\b(?:great|best|hot|special|daily|exclusive|flash|today['’]s) deals?\b|\bclearance\b|\bgiveaways?\b"
    r"|\bsweepstakes\b"
    r"|\b(?:special|exclusive|limited[- ]time|introductory|our latest) offers?\b|\blimited[- ]time\b"
    r"|\bblack friday\b|\bcyber monday\b"
    r"|\bsave (?:up to )?(?:[$€£] ?)?\d|\bfree (?:gift|sample|trial offer)s?\b|\bgift with\b|\bnew arrivals?\b"
    r"|\b(?:our|the) new(?:est)? (?:collection|season|line|range)\b"
    r"|\bour (?:new(?:est)?|latest) products?\b|\bjust (?:landed|dropped)\b|\bbest[- ]?sellers?\b|\bshop (?:now"
    r"|the (?:look|sale|collection))\b|\b(?:order|get|grab|buy) yours (?:today|now|here|before|while)\b"
    r"|\bour (?:brand[- ])?new (?!site\b|website|app\b|help|page|address|terms|policy|form\b|number|system|office"
    r"|hours|returns?)"
    r"[\w -]{2,30} (?:just launched|has (?:just )?(?:launched|landed)|(?:is|are) (?:finally |now )?here)\b"
    r"|\bsee what['’]s new\b"
    r"|\bwe(?:['’]ve)? miss(?:ed)? you\b|\b(?:double|triple|bonus|extra) points\b|\byou (?:may"
    r"|might)(?: also)? (?:also )?like (?:these|our|this)\b|\brecommended for you\b"
    r"|\bprice drops?\b|\bupgrade (?:now|today) (?:and|for|to)\b"
    r"|プレゼント(?:中|キャンペーン|いたします|します|企画|を?進呈)|\d ?% ?(?:OFF|オフ|引)|\d円(?:OFF|オフ|引き)"
    r"|半額|値引|お買い?得|お得(?:な|に|です|情報)"
    r"|キャンペーン|新(?:商品|作|発売|入荷|製品)|(?:おすすめ|オススメ)(?:の)?(?:商品|アイテム|品)|タイムセール"
    r"|ポイント(?:\d{1,6}倍|アップ|還元|プレゼント|進呈)|福袋|(?:期間|数量)限定"
    r"|限定(?:価格|特典|セット)|ご?優待|無料(?:体験|プレゼント)|お見逃しなく|この機会に|ぜひ(?:お買い求め|ご来店"
    r"|お買い物)"
    r"|[-−–] ?\d{1,2} ?% (?:sur|auf)\b|\bprofitez[- ]en\b"
    r"|\b(?:rabatt\w*|gutschein\w*|sonderangebot\w*|schnäppchen|soldes|code promo|bon d['’]achat|descuentos?"
    r"|rebajas|cup[oó]n|sconto|saldi|korting\w*|aanbieding\w*|zniżk\w*|promocj\w*)\b",
    re.I,
)
"""Besides ``BENEFIT``: gifts, reduced prices, events and new goods, which sell whoever sends them."""
_EARNED = re.compile(r"クーポン|coupon|ポイント|points|쿠폰|적립금|포인트|voucher", re.I)


def information_sells_nothing(plan: Plan, given: Given) -> Iterator[Broken]:
    """AD-02: what does not go out as advertising speaks of no benefit, on any channel; in Korea that is KR-15.

    What the recipient earned may be told.
    """
    if plan.advertising:
        return
    for path, _channel, _step, message in plan.messages:
        text = _joined(plain(without_facts(f"{message.text}\n{message.image}", given.profile)))
        if word := _selling(_EARNED.sub(" ", text) if plan.earned else text):
            yield Broken(f"{path}.body", {"word": word})


def _joined(text: str) -> str:
    """``text`` with letters that stand apart (``s a l e``, ``ク・ー・ポ・ン``) put together."""
    return re.sub(r"(?<=\b\w)[ ._・*-](?=\w\b)", "", text)


def _selling(text: str) -> str | None:
    rest = without_own(text)
    found = BENEFIT.search(rest) or _SELLS.search(rest)
    return found.group() if found else None


def refusal_holds(plan: Plan, _given: Given) -> Iterator[Broken]:
    """Whoever refused is left out, on every channel that is sent; each country has its own id for it."""
    if plan.advert and plan.channels - {"in_app"} and not refused_left_out(plan):
        yield Broken("audience.exclusions")


RULES: tuple[Rule, ...] = (
    Rule(
        "AD-02",
        information_sells_nothing,
        "特定電子メール法 第2条第2号; 15 U.S.C. 7702(2), (17); Directive 2002/58/EC art. 13",
        countries=("JP", "US", "EU"),
    ),
)
