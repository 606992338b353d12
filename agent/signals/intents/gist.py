"""What a written summary is about, without the frame that every summary has.

"The customer is complaining that the parcel is late. The agent asked for the order number." is about
"the parcel is late"; who says it, and what the agent did, would draw all summaries to the same intent.
"""

from __future__ import annotations

import re

_AGENT = re.compile(
    r"[.!?。]\s*(?:(?:the )?(?:agents?|representative|support (?:team|agent))\b"
    r"|(?:상담원|상담사|매니저|담당자)(?:이|가|은|는)\s|(?:担当者|オペレーター|スタッフ)(?:が|は))",
    re.IGNORECASE,
)
_VERB = (
    r"(?P<verb>complain\w*|enquir\w*|inquir\w*|ask\w*|say\w*|said|inform\w*|report\w*|stat\w+|mention\w*"
    r"|want\w* to know|look\w* for|contact\w*)"
    r"(?: (?:about|that|for|on|to|of|over|regarding|due|because|as|whether|if|an?|the|issue|is))*"
)
_FRAME = re.compile(
    r"\s*(?:(?:the |a )?(?:customer|client|user|caller)s? (?:(?:is|was|has|had|been|are|who) )*"
    + _VERB
    + r"\s|(?:고객|손님|회원)(?:님)?(?:이|은|께서)\s|(?:お客様|お客さま|顧客)(?:が|は|より|から)、?)",
    re.IGNORECASE,
)
_LEAST = 8  # characters: less is no text to read a topic from


def gist(text: str) -> tuple[str, bool]:
    """The text without its frame, and whether the frame said that the customer complains."""
    agent = _AGENT.search(text, _LEAST)
    if agent:
        text = text[: agent.start() + 1]
    frame = _FRAME.match(text)
    if frame is None:
        return text, False
    rest = text[frame.end() :]
    complains = (frame["verb"] or "").lower().startswith("complain")
    return (rest if len(rest) >= _LEAST else text), complains
