"""What makes a message advertising, and what shows that it only informs. Korean recipients are written to in three
languages.
"""

from __future__ import annotations

import re

HELD = re.compile(
    r"(?:할인 ?|무료 ?|사용 ?|보유 ?)?쿠폰|적립금|적립 ?포인트|포인트(?: ?(?:지급|적립|증정|선물))?|마일리지|스탬프"
    r"|クーポン|ポイント|\b(?:coupons?|points?|store credit|vouchers?)\b",
    re.I,
)
"""What somebody may hold already: coupons and points."""
GIVES = re.compile(
    r"드려요|드립니다|드릴게요|드리고|드렸(?:어요|습니다)|선물|증정|준비했|발급|지급|넣어 ?(?:두|드)|받아 ?(?:가|보)"
    r"|받으세요|差し上げ|プレゼント|進呈"
    r"|\b(?:gift|get|enjoy|here(?:'s| is)|we(?:'ve| have) added)\b",
    re.I,
)
EXPIRY = re.compile(
    r"소멸|만료|유효 ?기간|사라(?:져|집|질|지)|끝나|없어(?:져|집|질)|기한|까지 ?(?:사용|쓰)|失効|有効期限|期限"
    r"|expir\w*|run(?:s|ning)? out|\blapse",
    re.I,
)
WHY_EARNED = re.compile(
    r"(?:구매|주문|결제|후기|리뷰|가입|참여|추천|출석|방문|예약|작성|응모|이용|설문|등록|신청)[^\n]{0,16}(?:하셔"
    r"|해 ?주셔|주셔|하신|해 ?주신|주신|감사|으로|에 ?따라|하여|완료|사유|남겨|확정|적립)"
    r"|(?:적립|지급|발급) ?사유|ご?(?:購入|注文|レビュー|来店)[^\n]{0,16}|\bfor (?:your )?(?:order|purchase|review"
    r"|visit|referral)|you (?:bought|ordered|wrote|earned)",
    re.I,
)
ASKED_FOR = re.compile(
    r"이벤트 ?당첨|(?:주문|구매)(?:하신|해 ?주신) ?무료 ?배송|"
    r"(?:응모|신청|참여|예약|요청|문의|등록|당첨)(?:하신|해 ?주신|되신)[^\n]{0,12}(?:이벤트|경품|사은품|기획전|상품)"
    r"|(?:이벤트|경품|사은품|쿠폰)[^\n]{0,10}(?:누락|빠(?:졌|진|져|뜨)|안 ?(?:왔|온|들어)|못 ?받)"
    r"|(?:신청|요청|등록|문의)(?:하신|해 ?주신)[^\n]{0,25}(?:재입고|입고|다시 ?들어)"
)
"""Words of a benefit that stand for something the recipient asked about."""
RECEIPT = re.compile(
    r"할인(?:이|을|은)? ?적용(?:된|되어|돼|했)|"
    r"(?:쿠폰|포인트|적립금|총|즉시|회원)? ?할인 ?(?:금액|액)?[ \t]*(?:[:：][ \t]*[-−]?[ \t]?[\d,]+ ?원"
    r"|[-−][ \t]?[\d,]+ ?원)"
    r"|(?:배송비|배송 ?방법|배송료)[^\n]{0,4}[:：][ \t]*무료 ?(?:배송)?|사용(?:하신|한|된) ?(?:쿠폰|적립금"
    r"|포인트)[^\n]{0,16}"
    r"|(?:쿠폰|적립금|포인트)[^\n]{0,14}(?:복구|반환|환급|되돌려|돌려 ?드|사용 ?취소|차감)|(?:割引"
    r"|クーポン)(?:額)?[ \t]*[:：][^\n]{0,12}|discount[ \t]*:[^\n]{0,12}",
    re.I,
)
"""Lines of a bill: what was taken off, and what comes back after a cancellation."""
INSTALL = re.compile(
    r"(?<!재)(?<!다시 )(?:앱|어플|APP|애플리케이션)(?:을|를|만)? ?(?:설치|다운 ?로드|다운 ?받|내려 ?받|깔)(?! ?오류"
    r"| ?문제)|(?:앱|어플)에서(?:만)? ?(?:더|받을|누릴|확인하고)[^\n]{0,10}혜택"
    r"|(?:アプリ)(?:を)?(?:インストール|ダウンロード)|\b(?:install|download|get) (?:our|the) app\b",
    re.I,
)
PUSHED = re.compile(
    r"혜택(?!을? ?못|이? ?아니)|덤으로|증정|무료로 ?드|공짜|선착순|한정 ?(?:수량|판매|특가)|오늘만|마감 ?임박"
    r"|품절 ?임박|놓치지|단돈|할인가|파격|득템|최대 ?\d+ ?(?:%|만 ?원)"
    r"|\d+ ?(?:%|퍼센트|만 ?원) ?(?:할인|적립|쿠폰|깎|저렴)|(?:가격|값)(?:을|이)? ?(?:내렸|내려|인하|낮췄|낮춰)"
    r"|(?:사은|감사) ?(?:행사|대전|품)|추첨(?:을 ?통해|으로|해)"
    r"|선물(?:을|도)? ?(?:드려|드립|드릴|준비|증정|챙겨)|신제품|신메뉴|신상품|신상(?:이|을|도)|새(?:로운)? ?(?:상품"
    r"|제품|메뉴|컬렉션)(?:이|을|를)? ?(?:나왔|출시|들어|입고|소개|선보|만나|준비|가 나)|(?:새로 ?)?(?:출시|런칭"
    r"|론칭)(?:했|됐|되었|합니다|해요|기념)"
    r"|(?:베스트|인기|추천) ?(?:상품|제품|메뉴|아이템)|(?:지금|바로) ?(?:구매|주문|사러|만나)(?:하세요|해 ?보세요"
    r"|하러|하기|가기|보세요)|(?:사러|쇼핑하러) ?가기|쇼핑하기|구경 ?(?:오|하러|하세|해 ?보|가)|놀러 ?오"
    r"|(?:신상|상품|가게|매장|기획전|쇼핑몰) ?(?:들?을?|도)? ?둘러보(?:기|세요|러)|함께 ?(?:구매|사)(?:하시면|하면"
    r"|시면)|어울리는 ?(?:상품|제품)|이런 ?(?:상품|제품)(?:은|도)|새(?:로)? ?(?:단장|오픈)|오픈했|그랜드 ?오픈"
    r"|入荷しました|新商品|新作|おすすめ商品|お得|限定|先着|お買い得|ぜひお越し|\b(?:new arrivals?|just landed"
    r"|best ?sellers?|shop now|buy now|limited time|don't miss|last chance|free trial offer|on us|save \d+)\b",
    re.I,
)
"""Words that sell, whatever else is said."""
GREETING = re.compile(
    r"안부(?: ?(?:인사|드|여쭤|전|차|를))|잘 ?지내(?:시|셨|고)|새해 ?복|즐거운 ?(?:추석|설|명절|연휴|한가위|성탄"
    r"|크리스마스|휴가)|풍성한 ?(?:한가위|추석|명절)|행복한 ?(?:추석|설|명절|연말|새해|크리스마스)"
    r"|메리 ?크리스마스|해피 ?(?:뉴 ?이어|할로윈)|생(?:일|신)(?:을|이)? ?(?:축하|맞)|(?:명절|추석|설날?|연말|새해"
    r"|신년|감사) ?인사|한 ?해 ?동안|환절기|건강 ?(?:조심|유의|챙기)"
    r"|あけまして|お元気|良いお年|メリークリスマス|お誕生日おめでとう|\b(?:happy (?:new year|holidays|birthday"
    r"|chuseok)|merry christmas|season's greetings|how have you been|miss(?:ed)? you)\b",
    re.I,
)
CLOSED = re.compile(
    r"휴무|휴업|휴점|(?:여름|하계|정기|연말) ?휴가|쉬어 ?(?:가|갑)|쉽니다|쉬어요|(?:영업|운영) ?(?:시간|일)(?:을"
    r"|이)? ?(?:변경|안내|단축|연장|조정)?|정상 ?영업|연휴 ?(?:영업|운영)|定休|休業|年末年始|営業時間|\bclosed (?:on"
    r"|for|from)\b|opening hours",
    re.I,
)
VISIT = re.compile(
    r"(?:한번 ?)?들러 ?(?:주|보)|찾아 ?(?:와|주세요|주시)|와 ?보세요|방문해 ?(?:주세요|보세요)|다시 ?만나"
    r"|기다리(?:고 있|겠|ㄹ게)|재입고|입고|다시 ?들어왔|どうぞお立ち寄り|come (?:by|visit|back)|back in stock",
    re.I,
)
TRANSACTION = re.compile(
    r"(?:신청|이용|등록|참여|구매|예약|가입)해 ?주셔|배송지|상담|대기 ?\d|클래스|레슨|강습|"
    r"(?:주문|구매|결제|예약|신청|요청|문의|접수|가입|등록|구독|상담|응모|참여|이용|의뢰|맡기|보내|알려|말씀|남겨"
    r"|받으|물어)(?:하신|해 ?주신|주신|하셨|해 ?주셨|주셨|신 )|주문(?! ?(?:하세요|하시면|해 ?보|하러|하기|받|도))"
    r"|취소하신"
    r"|예약(?! ?(?:하세요|해 ?보세요|하러|하기|받))"
    r"|배송(?:이|을|은| ?(?:시작|출발|완료|지연|안내|조회|예정|준비|중))|발송(?:했|됐|되었|합|해|예정)|출고|송장"
    r"|운송장|택배|환불|교환|반품|취소 ?(?:요청|완료|처리)|결제(?:가|를|하|금액| ?(?:완료|실패|금액|안내|확인))|입금"
    r"|영수증|청구|납부|미납|승인"
    r"|(?:문의|질문|상담|신고)(?:에|하|주| ?(?:답변|결과|내용))|답변|처리 ?(?:완료|결과|되)|약관|개인정보 ?(?:처리"
    r"|이용|수집)|(?:시스템|서버|서비스|정기) ?(?:점검|장애|종료|변경|중단)|점검|장애|비밀 ?번호|인증 ?번호|로그인"
    r"|계정|아이디|보안"
    r"|수신 ?(?:동의|거부|설정)|동의하신|동의해 ?주신|구독(?:을|이)? ?(?:해지|갱신|만료|시작)|해지|갱신|체험(?:을|이"
    r"|하|판| ?(?:시작|종료|기간|첫|둘째|마지막))|리콜|회수|불량|오류|고장|수리|A/?S|보증|설치 ?(?:일|기사|예정)"
    r"|기사님|당첨|견적|진료|시술|수업|강의|좌석|티켓|입장"
    r"|불편|죄송|사과|지연|누락|품절로|후기|리뷰|설문|칭찬|사용법|이용 ?방법|쓰는 ?법|관리법|손질|보관|(?:적립|쿠폰"
    r"|포인트|마일리지)[^\n]{0,12}(?:적립|소멸|만료|사용)|대기 ?(?:번호|순서|현황)|순번|픽업|수령|본인 ?확인"
    r"|회원 ?(?:정보|등급|탈퇴)|휴면|기능",
    re.I,
)
FOREIGN = re.compile(
    r"ガイド|手順|ご利用|お知らせいただ|お申し出|お買い上げ|ご迷惑|手入れ|お試し"
    r"|\b(?:guide|problem|log in|settings|care tips|getting started)\b|"
    r"ご?(?:注文|予約|購入|配送|発送|お届け|返品|交換|返金|お?支払|決済|お問い合わせ|お問合せ|回答|登録|会員"
    r"|アカウント|パスワード|規約|メンテナンス|障害|同意|受信|配信|解約|体験|試用|不具合|修理|申[しし]?込|キャンセル"
    r"|レビュー|感想|使い方|お詫び|申し訳|ご不便|遅れ|届|受け取|お声|ご意見|機能|相談|ご連絡|定期)"
    r"|\b(?:orders?|ordered|bookings?|booked|reservation|appointment|purchased?|bought|deliver\w*|shipp\w*|parcel"
    r"|package|return(?:ed|s)?|exchange[ds]?|refund\w*|payment|paid|invoice|receipt|account|password|terms|privacy"
    r"|maintenance|outage|"
    r"consent|subscri\w*|unsubscribe|cancel\w*|trial|review|feedback|question|asked|enquiry|inquiry|repl(?:y|ied)"
    r"|answer\w*|request\w*|sorry|apolog\w*|fault\w*|defect\w*|repair\w*|fixed|bug|recall|warranty|sign(?:ed)? up"
    r"|register\w*|agreed|feature|how to use|care guide|arrived?|received|support|tell us|told us|setup|delay\w*"
    r"|complaint|expir\w*)\b",
    re.I,
)


def proves(text: str) -> bool:
    """Whether ``text`` speaks of something that the recipient did, asked for or holds."""
    return bool(TRANSACTION.search(text) or FOREIGN.search(text))
