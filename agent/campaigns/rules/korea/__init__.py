"""Korea: 정보통신망 이용촉진 및 정보보호 등에 관한 법률, its decree, and the practice of KISA and Kakao."""

from __future__ import annotations

from agent.campaigns.rules.korea.agreed import CONSENT, CUSTOMERS, FRESH, REFUSED
from agent.campaigns.rules.korea.claims import CLAIMS
from agent.campaigns.rules.korea.duties import CERTIFIED, RESULT, sanctions
from agent.campaigns.rules.korea.evasion import EVASION
from agent.campaigns.rules.korea.goods import GOODS
from agent.campaigns.rules.korea.information import ALIMTALK, EXPIRES, INFORMATION
from agent.campaigns.rules.korea.mark import ADVERTISEMENT
from agent.campaigns.rules.korea.night import NIGHT
from agent.campaigns.rules.korea.refusal import FREE_REFUSAL
from agent.campaigns.rules.korea.sender import SENDER
from agent.campaigns.rules.types import Rule

_ART_50 = (
    CONSENT,
    CUSTOMERS,
    REFUSED,
    NIGHT,
    SENDER,
    ADVERTISEMENT,
    FREE_REFUSAL,
    EVASION,
    RESULT,
    FRESH,
    CERTIFIED,
    GOODS,
)
RULES: tuple[Rule, ...] = (*_ART_50, sanctions(_ART_50), ALIMTALK, INFORMATION, EXPIRES, CLAIMS)
