"""KR-12: no advertising for what may not be sold, or not sold this way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.campaigns.plan import Plan
from agent.campaigns.rules.korea.law import KR
from agent.campaigns.rules.korea.texts import plain, read
from agent.campaigns.rules.types import Broken, Given, Rule

_TOBACCO = (
    r"(?:니코틴|전담|입호흡|폐호흡)[^\n]{0,6}액상|액상[^\n]{0,6}(?:니코틴|전담|전자 ?담배)|전자 ?담배 ?(?:액상|기기"
    r"|카트리지|스틱|팟|할인|특가|판매|배송|택배|신상|입고)"
    r"|일회용 ?전자 ?담배|(?:면세 ?)?담배[^\n]{0,6}(?:보루|한 갑|판매|택배|배송|직구|특가|할인|최저가)|면세 ?담배"
    r"|궐련|말보로|니코틴 ?파우치"
    r"|\b(?:nicotine|vape|e-?cig\w*)[ -](?:liquid|juice|pods?|e-?liquid)s?\b|電子タバコ ?リキッド"
)
_MEDICINE = (
    r"비아그라|시알리스|레비트라|팔팔정|구구정|삭센다|위고비|마운자로|오젬픽|졸피뎀|스틸녹스|프로포폴|디아제팜"
    r"|알프라졸람|자낙스|펜터민|디에타민|"
    r"나비약|큐시미아|로아큐탄|이소티논|미프진|낙태약|프로페시아|아보다트|피나스테리드|트라마돌|펜타닐|옥시코돈"
    r"|애더럴|콘서타|메틸페니데이트|"
    r"스테로이드 ?주사|성장 ?호르몬 ?주사|보톡스 ?(?:주사)?액|\b(?:viagra|cialis|wegovy|ozempic|saxenda|mounjaro"
    r"|zolpidem|xanax|adderall)\b"
    r"|(?:전문|처방) ?의약품[^\n]{0,10}(?:판매|택배|배송|직구|할인|특가|구매)|처방전 ?(?:없이|필요 ?없|불필요)"
    r"|(?:감기약|진통제|타이레놀|수면제|다이어트 ?약|발기 ?부전 ?치료제)[^\n]{0,10}(?:택배|배송|직구|판매|특가|할인)"
)
_DRUGS = (
    r"대마 ?초|대마 ?(?:오일|젤리|쿠키|액상|판매|추출물|잎|꽃)"
    r"|대마 ?성분(?! ?(?:이|은|도)? ?(?:전혀 ?)?(?:없|불검출|미검출|검출되지|안 ?들|들어 ?있지 ?않|들지 ?않|무첨가"
    r"|0))|액상 ?대마|\b(?:CBD|THC) ?(?:오일|젤리|구미|액상|쿠키|oil|gumm\w+"
    r"|vape)"
    r"|필로폰|히로뽕|엑스터시|케타민|코카인|헤로인 ?판매|물뽕|GHB|환각 ?버섯|러쉬 ?파퍼|마약 ?(?:판매|구매|팝니다)"
)
_GAMBLING = (
    r"(?:스포츠|사설) ?토토|토토 ?(?:사이트|배팅|베팅|충전)|먹튀 ?검증|바카라 ?(?:사이트|게임|베팅|배팅|충전|쿠폰"
    r"|가입|머니)"
    r"|(?:온라인|인터넷|실시간|라이브) ?(?:카지노|바카라|슬롯|홀덤|도박)|카지노 ?(?:사이트|가입|쿠폰|충전|보너스"
    r"|머니|게임장|입장)|파워볼"
    r"|슬롯 ?(?:사이트|머니|충전)|홀덤 ?(?:머니|현금|환전)|꽁머니|첫 ?충전? ?\d{1,6} ?%|가입 ?머니|(?:스포츠|경마"
    r"|사다리) ?(?:배팅|베팅)|베팅 ?(?:사이트|하세요)"
    r"|사설 ?경마|불법 ?도박|도박 ?사이트|\bonline (?:casino|gambling|betting)\b|オンラインカジノ"
)
_FAKES = (
    r"짝퉁|짭 ?(?:명품|신발|가방|시계)|이미테이션 ?(?:명품|가방|시계|백|지갑)|(?:명품|가방|시계|지갑|샤넬|루이비통"
    r"|구찌|에르메스|롤렉스|프라다|디올)[^\n]{0,8}"
    r"(?:레플리카|이미테이션|미러급|커스텀급|정품급|SA급)|(?:미러|커스텀|정품) ?급|SA ?급|레플리카 ?(?:명품|가방"
    r"|시계|지갑|백)"
    r"|(?:위조|모조) ?(?:가방|시계|신발|운동화|지갑|명품|상표|상품|제품|의류|화장품|백(?![가-힣])|품(?![가-힣]*(?:검"
    r"|감별|판별|식별)))"
    r"|(?:유명 ?)?(?:상표|명품|브랜드)(?:를|을)? ?(?:본뜬|본떠|베낀|흉내 ?낸|그대로 ?따라)"
    r"|(?:샤넬|루이비통|구찌|에르메스|롤렉스|프라다|디올|셀린느|보테가|몽클레어|나이키) ?st(?![a-z])"
    r"|\breplica (?:watch|bag|handbag|rolex)\w*|偽ブランド|スーパーコピー"
)
_WEAPONS = (
    r"총포|실탄|공기총|엽총|가스총|전자 ?충격기|전기 ?충격기|석궁|모의 ?총포|도검 ?(?:판매|할인|특가|세트|입고|택배"
    r"|배송)|일본도 ?(?:판매|할인|특가|진검)|진검|"
    r"잭나이프|폭약|화약류|최루 ?스프레이"
)
_DRINK = r"(?:주류|소주|맥주|와인|위스키|양주|보드카|데킬라|테킬라|사케|브랜디|코냑|진토닉|하이볼 ?캔|샴페인)"
_ALCOHOL = (
    rf"{_DRINK}(?! ?[가-힣]*(?:잔|컵|글라스|오프너|셀러|색|컬러|안주|효모|랙|백|초콜릿))[^\n]{{0,16}}(?:택배|집 ?(?:앞"
    rf"|까지|으로)|문 ?앞|새벽 ?배송|당일 ?배송|온라인 ?(?:판매|주문|구매)|배송)"
    rf"|(?:미성년자?|청소년|나이 ?확인 ?없이|성인 ?인증 ?없이|신분증 ?없이|민증 ?없이)[^\n]{{0,14}}(?:{_DRINK}|술"
    rf"|담배|주류)[^\n]{{0,12}}(?:구매|주문|판매|가능|OK|팔)"
    rf"|(?:{_DRINK}|술|담배)[^\n]{{0,14}}(?:나이 ?확인 ?없이|성인 ?인증 ?없이|신분증 ?없이|민증 ?없이|(?:미성년자?"
    rf"|청소년)도)"
)
_TRAFFIC = (
    r"성매매|조건 ?만남|출장 ?(?:안마|마사지) ?(?:아가씨|미녀)|대포 ?(?:통장|폰|차)|통장 ?(?:매입|대여|삽니다|임대)"
    r"|내구제|휴대폰 ?깡|카드 ?깡|소액 ?결제 ?현금화|작업 ?대출"
    r"|(?:신분증|여권|주민등록증|운전면허증|졸업 ?증명서|수표|지폐) ?위조|위조 ?(?:신분증|여권|지폐|수표|증명서)"
    r"|(?:개인 ?정보|고객) ?DB ?(?:판매|팝니다)|장기 ?매매"
    r"|누누티비|불법 ?(?:복제|스트리밍|다운로드)|몰카 ?판매|리베이트 ?대출"
)
FORBIDDEN = re.compile("|".join((_TOBACCO, _MEDICINE, _DRUGS, _GAMBLING, _FAKES, _WEAPONS, _ALCOHOL, _TRAFFIC)), re.I)
_INNOCENT = re.compile(
    r"전통주|막걸리|약주|논 ?알(?:코|콜)[가-힣]*|무 ?알(?:코|콜)[가-힣]*|(?:매장|방문|직접) ?(?:픽업|수령)"
    r"|스마트 ?오더|안주"
)
_REJECTED = re.compile(
    r"[^\n]{0,14}(?:금지|금연|끊|말고|없이도|대신|아니에요|아닙니다|아닌|주의|조심|예방|안 ?팔|팔지 ?않|취급하지"
    r"|판매하지|신고|근절|안 ?돼|불가|맞던|맞는 ?분|처방 ?받은)"
)
_DRINKS = re.compile(_ALCOHOL)


def goods_may_be_sold(plan: Plan, given: Given) -> Iterator[Broken]:
    """KR-12: category, products and words of what is advertised."""
    if plan.category and (word := forbidden(plain(plan.category))):
        yield Broken("category", {"word": word})
    told = False
    for one in plan.messages:
        if word := forbidden(read(one)):
            told = True
            yield Broken(f"{one.path}.body", {"word": word})
        elif word := forbidden(plain(one.message.image)):
            yield Broken(f"{one.path}.image", {"word": word})
    sold = next((word for product in given.profile.products if (word := forbidden(product.name))), None)
    if sold and plan.advertising and not told and any(_names_product(plan, given)):
        yield Broken("advertising", {"word": sold})


def _names_product(plan: Plan, given: Given) -> Iterator[bool]:
    texts = [read(one) for one in plan.messages]
    for product in given.profile.products:
        if forbidden(product.name):
            yield any(product.name in text or any(alias in text for alias in product.aliases) for text in texts)


def forbidden(text: str) -> str | None:
    """The first word of something that may not be sold, unless what follows turns it down."""
    for found in FORBIDDEN.finditer(text):
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.end() + 30].split("\n")
        near = "\n".join(line[: 1 + found.group().count("\n")])
        drink = _DRINKS.fullmatch(found.group()) and _INNOCENT.search(near)
        if not drink and not _REJECTED.match(text, found.end()):
            return found.group().strip()
    return None


GOODS = Rule("KR-12", goods_may_be_sold, "정보통신망법 제50조의8", countries=KR)
