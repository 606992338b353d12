"""KR-08: nothing that keeps people from refusing, and nothing that deceives them about who writes or why."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.campaigns.plan import Placed, Plan
from agent.campaigns.rules.korea.law import ART_50, KR
from agent.campaigns.rules.korea.mark import MARK, like_marks_blanked
from agent.campaigns.rules.korea.texts import UNSEEN, bare, filled, plain, read, sentences, split_words
from agent.campaigns.rules.types import Broken, Given, Rule

_ANSWER = re.compile(
    r"^\s*(?:\(광고\)\s*)?(?:[\[(]?(?:re|fwd?)(?:\[\d{1,6}\])?\s?[:\])](?![A-Za-z])|[\[(]?(?:답장|회신|전달"
    r"|재전송)\s?[:\])]|(?:返信|転送)\s?[:：])",
    re.I,
)
_AGREED = re.compile(
    r"수신 ?(?:을 ?|동의 ?(?:를 ?)?)?(?:거부|차단|해지|해제|철회)|무료 ?거부|受信拒否|配信停止|opt[- ]?out|unsubscribe",
    re.I,
)
_HARD = re.compile(
    r"로그인|회원 ?(?:정보|인증)|비밀 ?번호|주민(?:등록)? ?번호|생년월일|본인 ?(?:인증|확인)|신분증|서류|팩스"
    r"|내용증명|방문하|직접 방문|"
    r"사유(?:를|서)|심사|승인 ?후|담당자 ?(?:확인|승인)|전화로만|전화(?:를 ?|로 ?)?(?:주셔야|하셔야|하신 ?후|해야)"
    r"|(?:영업|근무) ?시간에만|"
    r"(?:월|주|분기|연|년)(?:에)? ?(?:\d{1,2}|한) ?(?:회|번)[^\n]{0,10}(?:처리|반영|적용)|다음 ?(?:달|주"
    r"|분기)(?:부터|에)?[^\n]{0,12}(?:적용|처리|반영|중단)|전까지(?:는)?[^\n]{0,10}(?:계속|발송)"
    r"|(?:회원 ?)?탈퇴[^\n]{0,6}(?:하셔야|해야|후)|평일[^\n]{0,14}만|\blog ?in\b|\bpassword\b|ログイン|パスワード"
    r"|本人確認",
    re.I,
)
_EASY = re.compile(
    r"(?:로그인|인증|비밀 ?번호|서류|방문|사유|본인 ?확인|회원 ?정보)[^\n]{0,8}(?:없이|않아도|안 ?하|필요 ?없|필요하지)"
    r"|without (?:logging|log|a password)|ログイン(?:不要|なし)",
    re.I,
)
_PUNISHED = re.compile(
    r"수신 ?(?:거부|해지|차단)[^\n.!]{0,12}(?:하시면|하면|시|할 경우)[^\n.!]{0,25}(?:소멸|사라|탈퇴|삭제|불이익|회수"
    r"|취소|제한|못 ?받|정지)"
    r"|수신 ?(?:거부|해지|차단)[^\n.!]{0,8}(?:불가|할 수 없|하실 수 없|안 ?됩니다|안 ?돼요|되지 않|받지 않)"
)
_AGREES_BY_SILENCE = re.compile(
    r"(?:답장|회신|응답|답)[^\n]{0,14}(?:없으|않으|하시면|하면|주시면)[^\n]{0,20}동의[^\n]{0,10}(?:간주|처리|것으로"
    r"|봅니다|볼게)"
)
_WHO = (
    r"국세청|세무서|경찰청|경찰서|검찰청?|법원|금융감독원|금감원|건강보험공단|국민연금공단|질병관리청|관세청"
    r"|행정안전부|정부24|주민센터|소비자원"
)
_AUTHORITY = re.compile(
    rf"[\[(<【](?:{_WHO}|우체국|카카오뱅크|국민은행|신한은행|농협)[\])>】]"
    rf"|(?:{_WHO}) ?(?:입니다|이에요|예요|에서 ?(?:알려|안내|보내|드리|발송)|(?:긴급 ?)?(?:공지|통지|안내)(?:입니다"
    rf"|드립니다|문))"
)
_PARCEL = re.compile(
    r"(?:고객님|귀하)(?:의|께서)? ?(?:보내신 ?|주문하신 ?)?(?:택배|소포|물품|우편물)[^\n]{0,15}(?:도착|반송|보관"
    r"|배달|미수령|확인)"
    r"|(?:택배|소포|우편물)[^\n]{0,12}(?:반송|보관 ?(?:중|되)|주소 ?(?:불명|오류|불일치|확인)|미수령|배달 ?(?:불가"
    r"|실패)|배송 ?(?:불가|실패))"
    r"|배송지 ?(?:오류|불명|불일치)"
)
_ALARM = re.compile(
    r"본인 ?아닐 ?(?:시|경우)|본인이 ?아니(?:면|시면|실)|미납 ?(?:요금|금|고지|안내)|과태료|계정이? ?정지|압류|소송"
    r"|출석 ?요구"
    r"|해외 ?결제 ?(?:승인|완료|\d)"
)
_PERSON = re.compile(
    r"(?:제|내|나|저의?) ?(?:번호|폰|전화)(?:가|를|이)? ?(?:바뀌|바꿨|변경|고장)|(?:저|나) ?기억(?:나|하)"
    r"|잘못 ?보내(?:신|셨|드린)[^\n]{0,8}(?:사진|문자|것 같)"
    r"|(?:^|[\n)] ?)(?:엄마|아빠|여보|오빠|누나|언니|자기야|친구야)[,!~. ]{0,3}(?:나야|나 |뭐 ?해|저예요)"
    r"|아까 ?(?:통화|전화)(?:드린|한|했던)|부재중 ?(?:전화|통화)",
    re.M,
)
_HIDDEN_SENDER = re.compile(
    r"발신(?:자|인|번호|처)(?:를|는|은|이)? ?(?:비공개|표시 ?(?:제한|안)|숨기|숨긴|알 ?수 ?없)|익명으로 ?(?:보내|발송)"
)
_MADE_NUMBERS = re.compile(
    r"(?:번호|연락처|메일 ?주소)[^\n]{0,8}(?:자동 ?생성|무작위|랜덤)|(?:무작위|랜덤|자동 ?생성)[^\n]{0,8}(?:번호"
    r"|연락처|메일 ?주소)"
)
_BLANK = rf"[^\S\n]|[{UNSEEN}\u2800]"
_PUSHED_AWAY = re.compile(
    rf"\n(?:(?:{_BLANK})*\n){{5,}}|(?:{_BLANK}){{40,}}|(?:\n(?:{_BLANK})*[.·ㆍ,](?:{_BLANK})*){{5,}}\n"
)
"""Five blank lines and more, or lines of nothing but a dot: what follows is off the screen."""
_INVISIBLE = re.compile(rf"(?<=[\w(])[{UNSEEN}]+(?=[\w)])")


def nothing_is_evaded(plan: Plan, _given: Given) -> Iterator[Broken]:
    """KR-08: refusing stays easy; sender and purpose stay plain; no letters that slip through filters."""
    if plan.popup:
        return
    if _MADE_NUMBERS.search(plan.name):
        yield Broken("name", case="made_numbers")
    for one in plan.messages:
        yield from _tricks(one)
        if plan.advert:
            yield from _deceits(one)


def _tricks(one: Placed) -> Iterator[Broken]:
    """Letters torn apart or hidden, and a refusal that costs more than a moment."""
    text = like_marks_blanked(one.message.text)
    if torn := split_words(text):
        yield Broken(f"{one.path}.body", {"text": torn[0].text, "word": torn[0].word}, case="split")
    if _INVISIBLE.search(text):
        yield Broken(f"{one.path}.body", case="unseen")
    if _PUSHED_AWAY.search(one.message.body.strip()):
        yield Broken(f"{one.path}.body", case="blank")
    whole = read(one)
    if any(_is_hard(sentence) for sentence in sentences(whole)) or _PUNISHED.search(whole):
        yield Broken(f"{one.path}.body", case="hard")
    if _AGREES_BY_SILENCE.search(whole):
        yield Broken(f"{one.path}.body", case="silence")


def _is_hard(sentence: str) -> bool:
    """Whether refusing asks for a login, a call, papers; ``로그인 없이`` does not."""
    return bool(_AGREED.search(sentence) and _HARD.search(_EASY.sub("", sentence)))


def _deceits(one: Placed) -> Iterator[Broken]:
    """An advertisement that poses as an answer, an office, a parcel or a friend."""
    title, body = (bare(filled(part, one.step)) for part in (one.message.title, one.message.body))
    if _ANSWER.search(title) or _ANSWER.search(body):
        yield Broken(f"{one.path}.{'title' if _ANSWER.search(title) else 'body'}", case="answer")
    text = plain(f"{title}\n{body}")
    found = next(
        (hit for lie in (_AUTHORITY, _PARCEL, _ALARM, _PERSON, _HIDDEN_SENDER) if (hit := lie.search(text))), None
    )
    if found:
        yield Broken(f"{one.path}.body", {"word": found.group().strip(f" \n{MARK}")}, case="posing")


EVASION = Rule("KR-08", nothing_is_evaded, f"{ART_50} 제5항", countries=KR)
