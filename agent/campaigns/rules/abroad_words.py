"""What an advertisement outside Korea shows its reader: who sends it, where they are, and how to be left alone.

Judged from the rendered text, in the languages that customers there are written to in; a variable named for it
(``#{unsubscribe_url}``) counts, as the sending side fills it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from agent.campaigns.plan import Placed, Plan, PlanMessage
from agent.profile import ShopProfile
from retrieval.playbook import Channel

MAIL: frozenset[Channel] = frozenset({"email"})
TEXTS: frozenset[Channel] = frozenset({"sms", "lms"})
MAIL_AND_TEXTS = MAIL | TEXTS

_ADDRESS_OF_MAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
_PAGE = r"https?://\S+|\bwww\.\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/\S*"
_VARIABLE = r"#\{[^}]+\}"
_PHONE = r"(?<![\d/.-])\+?\(?\d{2,4}\)?[ .-]?\d{2,4}[ .-]?\d{3,4}(?:[ .-]?\d{2,4})?(?![\d/])"
_MAIL_OR_PHONE = re.compile(f"{_ADDRESS_OF_MAIL}|{_PHONE}")
_WAY = re.compile(f"{_ADDRESS_OF_MAIL}|{_PAGE}|{_VARIABLE}")
_REPLY = re.compile(
    r"\b(?:reply|respond|text|antworten|répon(?:dez|dre)|respond[ae])\b|返信|답장|회신", re.I
)  # to answer the message itself is a way, too

REFUSAL = re.compile(
    r"\bunsubscri|\bopt(?:ing)?[ -]?out\b|\bstop (?:receiving|getting|these|our|hearing)|\bno longer (?:wish|want)"
    r"|\bremove (?:me|yourself)|\bobject (?:to (?:these|such|our|this|receiving|direct|further|getting|the use)"
    r"|at any time|here|free)|\bright to object|\b(?:e-?mail|subscription|communication|marketing) preferences\b"
    r"|\babmeld|\babbestell|\baustrag|\bwiderspr|désabonn|désinscri|\bdarse de baja|\bdarte de baja|cancelar (?:la "
    r"|tu )?su[bs]"
    r"|disiscri|annulla(?:re)? l.iscrizione|\bafmeld|\buitschrij|\bwypisz|\bzrezygn|\brezygn|avregistrer|avprenumer"
    r"|配信(?:の)?(?:停止|解除|不要|中止|拒否)|受信(?:の)?(?:拒否|停止)|購読(?:の)?(?:停止|解除|中止)|(?:メルマガ"
    r"|登録|メール)(?:の)?(?:解除|停止)"
    r"|オプトアウト|(?<![一-龠ァ-ヶー])停止(?:は|する|をご?希望|希望|方法|手続)|メール(?:が|は|の)?(?:ご)?不要"
    r"|今後.{0,12}(?:不要|希望(?:され)?ない|希望しない)"
    r"|수신 ?거부|수신 ?철회|수신을? ?원(?:하지|치) ?않",
    re.I,
)
_WHERE_TO_REFUSE = re.compile(
    rf"(?:{REFUSAL.pattern})[^\n]*?(?:{_WAY.pattern}|{_PHONE}|\n\s*(?:{_WAY.pattern})\s*$|$)", re.I | re.M
)
_STOP = re.compile(
    r"\b(?:r(?:e?ply|eplying)|text(?:ing)?|send(?:ing)?|txt|respond|answer|type)\b[^\n]{0,15}"
    r"\b(?:stop|end|quit|cancel|unsubscribe)\b|\bstop ?(?:=|:|-|2|to|for) ?(?:end|opt|quit|cancel|unsub|stop|leave)"
    r"|(?<![a-z])stop(?![a-z])[^\n]{0,8}(?:返信|送信|답장|회신|보내)|(?:antworten|répondez|responde)[^\n]{0,15}\bstop\b"
    r"|\bstop\b (?:an|au|al|naar) \d{3,6}|\bstop\b (?:antworten|schicken|senden)",
    re.I,
)
_HARD = re.compile(
    r"\b(?:log|sign)[ -]?in\b[^.\n]{0,30}\b(?:to|and|before)\b(?:(?! or )[^.\n]){0,20}(?:unsubscri|opt[ -]?out)"
    r"|(?:unsubscri\w*|opt(?:ing)?[ -]?out)\b[^.\n]{0,50}(?<!\bor )\b(?:log(?:ging)?[ -]?in\b|sign(?:ing)?[ -]?in\b"
    r"|password|by (?:post|mail(?! ?to)|letter|phone|fax)|in writing|(?:for|costs?|pay) an? (?:small )?fee|a fee"
    r"|(?:costs?|for) [$€£] ?\d)"
    r"|(?<!\bor )\b(?:write|call|phone|pay)\b[^.\n]{0,40}\bto (?:unsubscribe|opt[ -]?out)"
    r"|(?:配信停止|受信拒否|購読解除|登録解除)[^。\n]{0,25}(?:ログイン(?:が|して|後)|書面|郵送|手数料|有料"
    r"|お電話のみ|パスワード)"
    r"|ログイン(?:して|後|の上)[^。\n]{0,15}(?:配信停止|受信拒否|購読解除|登録解除)"
    r"|abmeld[^.\n]{0,40}(?:schriftlich|per post|kostenpflichtig|einloggen|anmelden und)"
    r"|수신 ?거부[^.\n]{0,20}(?:로그인|유료|서면|우편)",
    re.I,
)
_NAMED = re.compile(
    r"(?:送信者|発信者|差出人|配信元|発行(?:者|元)?|運営(?:者|会社|元)|販売業者|会社名|店舗名|ショップ名"
    r"|店名)[ 　]*[:は][ 　]*\S"
    r"|株式会社|有限会社|合同会社|\(株\)|\(有\)|[^\s、。当お本来開閉同](?:店|堂|屋|ショップ|ストア|サロン|工房"
    r"|商店)(?:です|でございます|より|から|の\S{1,6}です)"
    r"|\b(?:sent by|from|it['’]?s|this is|absender|expéditeur|remitente|your friends at|team)\b:? +(?-i:[A-Z])\w+"
    r"|\b(?-i:[A-Z])[\w&'’.-]+,? (?:inc|llc|ltd|gmbh|co|corp|s\.?a\.?s?|s\.?r\.?l|b\.?v|oü|ab|shop|store|team)\b|©"
    r"|#\{[^}]*(?:shop|store|brand|sender|店|ショップ|社名|상점|가게|브랜드)[^}]*\}",
    re.I,
)
_STREET = (
    r"street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|way|parkway|pkwy|square|sq"
    r"|terrace"
    r"|highway|hwy|circle|cir|broadway|plaza|trail|alley|row|close|crescent|quay|wharf|mews|gardens|suite|ste"
)
_STATE = (
    "A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]"
    "|O[HKR]|PA|PR|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]"
)
_POSTAL = re.compile(
    rf"(?<![\d$€£])\d{{1,6}}[A-Za-z]?(?:[-/]\d{{1,6}})? (?:[A-Z0-9][\w.'’-]*,? ){{1,5}}(?i:{_STREET})\b"
    rf"|\b(?i:p\.? ?o\.? ?box|postfach|apartado|boîte postale|casella postale) ?#?\d{{1,6}}"
    rf"|\b(?:{_STATE})\.?,? \d{{5}}(?:-\d{{4}})?\b"
    r"|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|(?:^|[,\n] ?)(?:[A-Z]{1,2}-)?\d{5} [A-ZÄÖÜÉ][a-zäöüßéèô-]{2,}"
    r"|\d[a-zA-Z]?, ?(?:[A-Z]{1,2}-)?\d{4}(?: ?[A-Z]{2})? [A-ZÄÖÜÉ][a-zäöüßéèô-]{2,}"
    r"|\b[A-ZÄÖÜ][\wäöüß.-]*(?:stra(?:ß|ss)e|str\.|gasse|weg|platz|allee|ufer|straat|laan|gracht|kade|plein) ?\d{1,6}"
    r"|\b\d{1,6},? (?i:bis |ter )?(?:(?i:rue|boulevard|quai|chemin|impasse) (?:d|l|[A-Z])|(?i:place|avenue"
    r"|cours) d[eu'’])"
    r"|\b(?i:calle|avenida|plaza|paseo|via|viale|piazza|corso|ul\.|rua|rue) (?:d\w{1,3} |l\w{1,2} )*"
    r"[A-ZÀ-Ý][\wÀ-ÿ' .-]{1,40},? ?\d{1,6}"
    r"|〒 ?\d{3}-?\d{4}|(?:東京都|北海道|(?:京都|大阪)府|[一-龠]{2,3}県)[一-龠ぁ-んァ-ヶー]{1,10}[市区町村郡]"
    r"|\d丁目|\d番(?:地|\d)|[一-龠][市区町村][一-龠ぁ-んァ-ヶー]{0,10}\d{1,6}(?:-\d{1,6})+"
    r"|(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|제주|[충전경][남북청라상])[가-힣]* [가-힣]+[시군구]"
    r"|#\{[^}]*(?i:address|住所|所在地|주소)[^}]*\}"
)
_ABOUT_PAGE = re.compile(
    r"特定商取引|特商法|会社(?:概要|情報|案内)|企業情報|運営(?:者|会社)(?:情報)?|送信者(?:情報|について|の)"
    r"|店舗(?:情報|案内)|ショップ情報|発行者情報"
    r"|住所.{0,6}(?:連絡先|問い?合わ?せ)|impressum|mentions légales|aviso legal|legal notice|company (?:details"
    r"|information)|about (?:us|the sender)",
    re.I,
)
_CONTACT_PAGE = re.compile(
    r"問い?合わ?せ|連絡先|苦情|相談|サポート|カスタマー|contact|kontakt|customer service|문의", re.I
)


def plain(text: str) -> str:
    """``text`` with full-width letters made plain and invisible ones taken out."""
    return "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")


def _compact(text: str) -> str:
    return "".join(one for one in plain(text).casefold() if one.isalnum())


def adverts(plan: Plan, channels: Collection[Channel]) -> Iterator[Placed]:
    """The messages of an advertising ``plan`` that go over ``channels``."""
    if plan.advert:
        yield from (one for one in plan.messages if one.channel in channels)


def names_sender(message: PlanMessage, name: str | None) -> bool:
    """Whether it says who sends it: ``name`` where the shop's is known, else anything that looks like one."""
    if name and _compact(name):
        return _compact(name) in _compact(message.text) or bool(
            re.search(r"#\{[^}]*(?:shop|店|ショップ|상점)", message.text)
        )
    return bool(_NAMED.search(plain(message.text)))


def shows_address(message: PlanMessage, address: str | None) -> bool:
    """Whether a postal address stands in it: the known one, or what looks like one (street, P.O. box, 〒)."""
    known = bool(address and _compact(address) and _compact(address) in _compact(message.text))
    return known or bool(_POSTAL.search(plain(message.text)))


def shows_contact(message: PlanMessage, profile: ShopProfile) -> bool:
    """Whether questions and complaints find a mailbox, a number or a page for them; where to refuse is none."""
    text = plain(message.text)
    known = (one for one in (profile.sender.email, profile.sender.phone) if one)
    if any(_compact(one) in _compact(text) for one in known):
        return True
    if any(_leads(label.label, label.url, _CONTACT_PAGE) for label in message.presses):
        return True
    other = _WHERE_TO_REFUSE.sub(" ", text)
    return bool(_MAIL_OR_PHONE.search(re.sub(_PAGE, " ", other))) or _labelled(other, _CONTACT_PAGE)


def links_to_sender(message: PlanMessage) -> bool:
    """Whether a clearly labelled link leads to the page that says who the sender is and where."""
    return _labelled(plain(message.text), _ABOUT_PAGE) or any(
        _leads(press.label, press.url, _ABOUT_PAGE) for press in message.presses
    )


def has_page(message: PlanMessage) -> bool:
    return bool(re.search(_PAGE, message.body)) or any(press.url for press in message.presses)


def tells_refusal(message: PlanMessage, way: str | None, *, number: bool = False) -> bool:
    """Whether it says how to refuse, with where: an address, a page, the shop's own ``way``, or a reply.

    ``number``: a telephone number will do, as for a text message.
    """
    if any(_leads(press.label, press.url, REFUSAL) for press in message.presses):
        return True
    for near in _near(plain(message.text), REFUSAL):
        if _WAY.search(near) or _REPLY.search(near) or (way and _compact(way) in _compact(near)):
            return True
        if number and re.search(_PHONE, near):
            return True
    return False


def replies_stop(message: PlanMessage) -> bool:
    return bool(_STOP.search(plain(message.text)))


def refusal_is_hard(message: PlanMessage) -> bool:
    """Whether refusing takes a login, a letter, a call or money."""
    return bool(_HARD.search(re.sub(_PAGE, " ", plain(message.text))))


def _leads(label: str, url: str, what: re.Pattern[str]) -> bool:
    return bool(url and what.search(plain(label)))


def _labelled(text: str, label: re.Pattern[str]) -> bool:
    return any(_WAY.search(near) for near in _near(text, label))


def _near(text: str, what: re.Pattern[str]) -> Iterator[str]:
    """Each line that holds ``what``, with the next one that is not blank: where its link would stand."""
    lines = [line for line in text.split("\n") if line.strip()]
    yield from ("\n".join(lines[n : n + 2]) for n, line in enumerate(lines) if what.search(line))
