"""What a written summary is about, without the frame that every summary has.

"The customer is complaining that the parcel is late. The agent asked for the order number." is about
"the parcel is late"; who says it, and what the agent did, would draw all summaries to the same intent.
"""

from __future__ import annotations

import re

_STAFF = "(?:상담원|상담사|매니저|담당자|직원)"
_STAFF_JA = "(?:担当者?|オペレーター|スタッフ|店側|ショップ)"
# What the agent did is the answer, not the question.
_SENTENCE = (
    r"[.!?。]\s*(?:(?:the )?(?:agents?|representative|support (?:team|agent))\b"
    rf"|{_STAFF}(?:이|가|은|는|께서)\s|{_STAFF_JA}(?:が|は|より|から))"
)
_AGENT = re.compile(_SENTENCE, re.IGNORECASE)
# In the same sentence it follows a connective (물었고, 상담원이 …): without one the customer speaks of the agent
# (상담원이 불친절하다며).
_AGENT_TOO = re.compile(
    _SENTENCE + rf"|(?<=[고며나만데자해여어로후])[,.]?\s+(?:이에\s+|그래서\s+)?{_STAFF}(?:이|가|은|는|께서|에게)\s"
    rf"|、{_STAFF_JA}(?:が|は|より|から)"
    r"|(?:,| and|, and|;) (?:the )?(?:agent|representative|support)s? [a-z]+(?:ed|s|t|ve|d)\b",
    re.IGNORECASE,
)
_VERB = (
    r"(?P<verb>complain\w*|enquir\w*|inquir\w*|ask\w*|say\w*|said|inform\w*|report\w*|stat\w+|mention\w*"
    r"|want\w* to know|look\w* for|contact\w*|wrote|writes|tell\w*|told)"
    r"(?: (?:about|that|for|on|to|of|over|regarding|due|because|as|whether|if|an?|the|issue|is|agent|us|say))*"
)
_CUSTOMER = (
    r"(?P<who>(?:[^\s.,]{1,14}\s+){0,4})(?:고객|손님|회원)(?:님)?(?:이|은|께서)\s"
    r"|[^。、\s]{0,12}(?:お客様|お客さま|顧客|会員様?)(?:が|は|より|から)、?"
)
_FRAME = re.compile(
    r"\s*(?:(?:the |a )?(?:customer|client|user|caller)s? (?:(?:is|was|has|had|been|are|who) )*" + _VERB + r"\s"
    r"|" + _CUSTOMER + r")",
    re.IGNORECASE,
)
# Summaries are told, messages are spoken: only what is told has a frame to lose.
_TOLD = re.compile(
    r"^\W*(?:here )?(?:the |a )?(?:customer|client|user|caller)s?\b"
    r"|(?:[다함음됨임]|요청|문의|접수|확인|안내|희망|[たる一-龥])[.。\s]*$",
    re.IGNORECASE,
)
_ABOUT = r"(?:다며|라며|다고|에\s?대해(?:서)?|때문에|와 관련해|[을를에])\s*"
_COMPLAINING = re.compile(
    _ABOUT + r"(?:강[한하]\S*\s|거듭\s)?(?:불만|항의|불편|클레임|컴플레인)\S*(?:\s\S+){0,2}[.\s]*$"
    r"|(?:と|について|に対して)(?:不満|苦情|クレーム)[^。]*。?$"
)
_PRAISING = re.compile(
    _ABOUT + r"(?:칭찬|만족(?:감|을|했|스)|감사(?:를|\s인사|의 마음|했)|고마움)"
    r"|(?:と|を|への|に)(?:感謝|お礼|お褒め|褒め)"
)
_ACT = r"(?:문의|질문|요청|요구|확인|접수|희망|언급|전달|신고)"
# The first verb of telling ends the question; the rest is what followed (교환을 요청했고 회수 안내를 받았다).
_ASKING = re.compile(
    r"(?:에\s?대해(?:서)?|에\s?관해|[을를이가])?\s*(?:다시\s|추가로\s)?"
    rf"(?:{_ACT}(?:[을를])?\s?(?:하[고며여였]|했|드[렸리]|함|남[겼기]|받|됨)\S*"
    rf"|{_ACT}[,.\s]*$"
    r"|(?<=고\s)(?:했|하였|말했|말씀하)(?:고|으나|는데|다|습니다|음)\S*|(?:물었|물어\s?[보봤봄]|물음|알렸|알려\s?왔|원했|원함|밝혔)\S*"
    r"|(?:を|について|に関して|とのことを|と|か)?(?:質問|問い合わせ|問合せ|相談|確認|要望|依頼|連絡|希望|報告|申告)"
    r"(?:した|しました|する|があった|がありました|あり)?[。、\s]*$)"
)
_TELLING = ((_COMPLAINING, "complaint"), (_PRAISING, "praise"), (_ASKING, None))
_LEAST = 8  # characters: less is no text to read a topic from
_LEAST_WORDS = 2  # characters that must stay in front of a verb of telling


def gist(text: str) -> tuple[str, bool]:
    """The text without its frame, and whether the frame said that the customer complains."""
    narrated = _TOLD.search(text) is not None
    agent = (_AGENT_TOO if narrated else _AGENT).search(text, _LEAST)
    told = text[: agent.start() + 1] if agent else text
    frame = _FRAME.match(told) if narrated else None
    if frame is None:
        return told, False
    rest = told[frame.end() :]
    if frame["who"]:  # 금속 알레르기가 있는 고객이: why they ask, on a line of its own
        rest = f"{rest}\n{frame['who']}"
    complains = (frame["verb"] or "").lower().startswith("complain")
    return (rest if len(rest) >= _LEAST else told), complains


def topic(told: str) -> tuple[str, str | None]:
    """``told`` without its verb of telling (재입고를 문의했습니다 → 재입고), and the feeling that the verb tells of.

    The feeling is an intent: ``complaint``, ``praise`` or ``None``.
    """
    for pattern, feeling in _TELLING:
        found = pattern.search(told)
        if found and found.start() >= _LEAST_WORDS:
            return told[: found.start()], feeling
    return told, None
