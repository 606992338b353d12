"""The parts of a text that may say what it is about: its lines and sentences, without greetings and thanks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.signals.intents.gist import gist, topic
from agent.signals.intents.normalise import clean

_READ = 600  # characters; what a text is about stands at its beginning
_MOST = 8  # parts; a longer text has said by then what it wants
_BREAK = re.compile(r"[\r\n]+|(?<=[.!?！？])\s+|(?<=[。！？])|(?<=[ㅠㅜ~♪♡♥^;…])\s+")
_LETTER = re.compile(r"[^\W\d_ㄱ-ㅣ]")
_LEAST = 2  # letters: a part with fewer says nothing
# At the beginning of a part, in the spellings of chats: 안녕하세욤, 사장님~, 네네.
_GREETING = re.compile(
    r"\W*(?:(?:안녕|안뇽)(?:하세|하십니|히)?[가-힣]{0,2}|하이요?|수고(?:가|하|많)[가-힣]{1,4}(?:\s?많으[가-힣]{1,3})?|계(?:신가|세)요|저기요?|여보세요|혹시"
    r"|사장님|판매자님|선생님|언니|문의\s?(?:좀\s)?(?:드립니다|드려요|드릴게요|할게요|있어요|있습니다|가 있어서요)|여쭤볼\s?게\s?있[가-힣]{1,3}"
    r"|궁금한\s?게\s?있[가-힣]{1,3}|突然すみません|すみません|こんにちは|こんばんは|はじめまして|お世話になって(?:い|お)ります|お疲れ様です"
    r"|hi|hey|hello|good (?:morning|afternoon|evening)|dear (?:team|sir|madam)|excuse me|there|sorry to bother you)"
    r"(?![a-z])[\s,.!?~ㅠㅜㅎㅋ^:;)…、。！]*",
    re.IGNORECASE,
)
# A part that is nothing else: thanks, a nod, a goodbye, a wait.
_COURTESY = re.compile(
    r"(?:(?:네+|넵+|넹|예|아+|앗|오+|와|음|응|그럼|그렇군요|아하|감사[가-힣]{0,5}|우와|역시|자세한|설명|오케이[요]?|그거였네요|똑똑|시간 되실때|편하실때|답|고맙[가-힣]{1,4}|고마워요?|땡큐요?|이해[했가-힣]{1,4}|알겠[가-힣]{1,4}|확인[했가-힣]{1,4}"
    r"|답변|안내|도움|기다릴게요|기다리고|있을게요|있겠습니다|부탁[가-힣]{1,5}|빠른|늦은|시간에|좋은|하루|밤|저녁|주말|되세요|보내세요|잘|수고[가-힣]{1,5}|많으[가-힣]{1,3}|번창[가-힣]{1,4}"
    r"|대박[가-힣]{1,4}|죄송[가-힣]{1,4}|아니에[가-힣]|괜찮[가-힣]{1,4}|굿+|최고|정말|너무|진짜|다시|나중에|톡할[게께]요|물어볼[게께]요|생각해볼게요|좀|친절|친절한|친절히|주셔서"
    r"|ok(?:ay)?|thank(?:s|you)?|thx|cheers|so|much|very|bye|yes|yeah|no|nope|sure|great|good|nice|fine|perfect|awesome|please|a lot|for|your|the|all|thats|that is|it|is|nothing|else|im|i am|you|too|time|help(?:ing)?|assistance|support|have a|day|one|weekend"
    r"|はい|ご丁寧に|了解です|承知しました|わかりました|ありがとう(?:ございます|ございました)?|よろしく|お願い(?:します|いたします|致します)|楽しみにしています|また|ご返信|お返事)"
    r"[\s가요을를도이]*)+",
)


@dataclass(frozen=True, slots=True)
class Parts:
    """``texts``: what may name the topic, in order; ``told``: a summary, not the customer's own words;
    ``feeling``: ``complaint`` or ``praise`` where the summary says that it was one."""

    texts: tuple[str, ...]
    told: bool
    feeling: str | None


def _said(part: str) -> str:
    """``part`` without greetings in front; empty if courtesy is all there is."""
    while (greeting := _GREETING.match(part)) and greeting.end():
        part = part[greeting.end() :]
    if len(_LETTER.findall(part)) < _LEAST or _COURTESY.fullmatch(clean(part)):
        return ""
    return part.strip()


def split(text: str) -> Parts:
    """The parts of a summary or of a customer's first messages."""
    text = text[:_READ]
    told, complains = gist(text)
    framed = told != text
    feeling = "complaint" if complains else None
    texts: list[str] = []
    for part in _BREAK.split(told):
        if framed:
            part, felt = topic(part)
            feeling = feeling or felt
        if said := _said(part):
            texts.append(said)
    return Parts(tuple(texts[:_MOST]), framed, feeling)
