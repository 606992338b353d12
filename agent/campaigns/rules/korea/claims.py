"""KR-17: words that the law on fair labelling and advertising, or on cosmetics and food, asks proof for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.campaigns.plan import Plan
from agent.campaigns.rules.benefit import without_facts
from agent.campaigns.rules.korea.law import KR
from agent.campaigns.rules.korea.texts import read
from agent.campaigns.rules.types import Broken, Given, Rule

_SUPERLATIVE = (
    r"최저가|최저 ?가격|(?:업계|국내|세계|전국|대한민국|아시아|동종 ?업계|온라인) ?(?:최초|최고|최대|유일|1위|일위"
    r"|넘버원|No\.? ?1)"
    r"|(?:판매|만족도|인기|매출|브랜드) ?1위|\b(?:No\.?|넘버) ?1\b|넘버원|유일무이|유일한 ?(?:제품|상품|브랜드|기술"
    r"|가게)|독보적|타의 ?추종"
    r"|최고의 ?(?:효과|품질|제품|상품|성능|기술|맛|가격|서비스)|최고급|가장 ?(?:싼|싸게|싸요|쌉니다|저렴|좋은 ?제품"
    r"|효과)"
    r"|대한민국 ?대표"
    r"|\b(?:world's best|number one|#1|lowest price|best in (?:korea|the world))\b|業界(?:最安|No\.? ?1|初)|最安値"
    r"|日本一|世界一"
)
_GUARANTEE = (
    r"100 ?% ?(?:효과|보장|만족|완치|성공|환불 ?보장|안전|무해|천연 ?치료)|무조건 ?(?:효과|빠|낫|성공|보장)"
    r"|효과 ?(?:를 ?)?(?:보장|보증)|"
    r"부작용 ?(?:이 ?|은 ?|도 ?|걱정 ?)?(?:전혀 ?)?(?:없|제로|0 ?%|ZERO)|(?:절대|완벽하게?|확실하?게?) ?(?:안전|효과"
    r"|낫|빠|해결)|평생 ?(?:보장|효과)|영구 ?(?:제모|효과|적인 ?효과)"
    r"|(?:절대로?|평생|영원히)[^\n.!?]{0,10}(?:(?:생기|변하|변색되|해지|빠지|녹슬|닳|깨지|망가지|찢어지|줄어들"
    r"|늘어나|고장 ?나|새|냄새 ?나)지 ?않"
    r"|안 ?(?:생|변|깨|망가|찢|닳|새|고장))"
    r"|\b(?:guaranteed (?:results?|cure|to)|no side effects|100% (?:effective|safe|guaranteed))\b|効果を保証"
    r"|副作用なし|必ず(?:痩せ|治)"
)
_HEALTH = (
    r"완치|특효|즉효|기적의(?! ?(?:도서관|날|순간|밤|아침|계산|해|섬))|만병 ?통치|(?:암|당뇨|고혈압|치매|관절염"
    r"|아토피|탈모|여드름|비염"
    r"|무좀|불면증|변비|우울증|건선)(?:을|를|이|에)? ?"
    r"(?:치료|예방|완화|개선|낫|없애|특효|에 ?좋)|(?:피부|모발|세포) ?(?:재생|치료)|주름 ?(?:제거|완전|싹)"
    r"|지방 ?(?:분해|연소|제거)|독소 ?(?:배출|제거)|해독 ?(?:효과|작용)"
    r"|면역력(?:을|이)? ?(?:증진|강화|높|올|향상|쑥)|항암|다이어트 ?(?:보장|효과|확실|특효)|(?:살|뱃살|체지방)(?:이"
    r"|을)? ?(?:쏙|쭉|확|저절로)? ?(?:빠져|빠지|빼|감량)|"
    r"\d{1,6} ?(?:kg|킬로) ?(?:감량|빠|빼|다이어트)|먹기만 ?(?:해도|하면)|(?:의사|전문의|한의사|박사)(?:가|들이|들도"
    r"|님이|도)? ?(?:추천|권하|인정|극찬|보증)"
    r"|약사(?:가)? ?추천|혈당(?:을|이)? ?(?:낮|잡|조절)|키(?:가)? ?(?:크는|커지는)"
    r"|\b(?:cures?|clinically proven to cure|lose \d{1,6} ?(?:kg|pounds))\b|癌が治|痩せます|完治"
)
_RIVALS = (
    r"쿠팡|네이버|11번가|지마켓|G마켓|옥션|무신사|올리브영|다이소|이마트|홈플러스|롯데|컬리|스타벅스|이디야|메가커피"
    r"|교촌|배민|요기요|알리|테무|아마존|유니클로|자라|이케아|"
    r"샤넬|설화수|이니스프리|타사|경쟁사|다른 ?(?:가게|업체|브랜드|쇼핑몰)(?:들)?|옆 ?가게|시중 ?제품"
)
_COMPARED = (
    rf"(?:{_RIVALS}) ?(?:제품|상품|가격)?"
    r"(?:보다|대비|에 ?비해|[은는] ?(?:비싸|나쁘)|처럼 ?비싸|[와과] ?비교)"
    r"|(?:경쟁사|다른 ?(?:가게|업체|브랜드|쇼핑몰)|옆 ?가게|시중 ?제품|타사)[^\n.!?]{0,12}(?:은|는)[^\n.!?]{0,16}"
    r"(?:못 ?(?:써|쓰|먹|입)|해져|해지|형편없|조잡|엉터리|별로|비싸|나쁘|나빠|금방 ?(?:망가|찢|닳|상))"
)
CLAIM = re.compile("|".join((_SUPERLATIVE, _GUARANTEE, _HEALTH, _COMPARED)), re.I)


def claims_can_be_proven(plan: Plan, given: Given) -> Iterator[Broken]:
    """KR-17: superlatives, guarantees, cures, comparisons with others; ``최고 기온`` and ``최고의 하루`` are none."""
    for one in plan.messages:
        found = CLAIM.search(without_facts(read(one), given.profile))
        if found:
            yield Broken(f"{one.path}.body", {"word": found.group()})


_BASIS = "표시·광고의 공정화에 관한 법률 제3조, 화장품법 제13조, 식품 등의 표시·광고에 관한 법률 제8조"
CLAIMS = Rule("KR-17", claims_can_be_proven, _BASIS, "warn", KR)
