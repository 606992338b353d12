"""Whether a word of a benefit tells of the customer's own order, bill, refund or question, or offers something."""

from __future__ import annotations

import re

from agent.campaigns.rules.own_korean import ASKED_FOR, INVITES, OWN, QUOTED, RECEIPT, REPAID

_MONEY = r"(?:[$€£¥₩] ?\d[\d,.]{0,12}|\d[\d,.]{0,12} ?(?:원|円|EUR|USD|GBP|KRW|JPY|[€$£]))"
_WORD = re.compile(
    r"(?:\d{1,3} ?(?:%|퍼센트) ?)?(?:할인(?:가|액| ?코드)?|쿠폰|세일|특가|적립금|포인트|이벤트|프로모션|무료 ?배송)"
    r"|クーポン|ポイント|値引き?|(?:\d{1,3} ?% ?)?割引|セール|特価|キャンペーン|送料無料|イベント"
    r"|\d{1,3} ?% ?(?:OFF|オフ|引き)"
    r"|\b(?:discount(?:s|ed)?|coupons?|vouchers?|points|sale|promo(?:tion)?s?(?: codes?)?|free shipping"
    r"|\d{1,3} ?% off)\b",
    re.I,
)
"""What is taken out of a sentence that tells of one's own affair; what sells besides stays in it."""
_BILL = re.compile(
    rf"(?:할인|쿠폰|포인트|적립금|割引|値引き?|クーポン|discount|coupon|promo(?: code)?|voucher)[^\n.。!?:]{{0,24}}"
    rf"(?:[:：] ?[-−–▲△]? ?|[-−–▲△] ?){_MONEY}",
    re.I,
)
"""One line of a bill: what for, and how much less."""
_SUM = re.compile(
    rf"정가[^\n]{{0,20}}할인 ?[-−]? ?{_MONEY}|합계|소계|금액|총액|결제 ?\d|小計|合計|お支払|請求|領収"
    rf"|\b(?:total|subtotal|paid|receipt|invoice)\b",
    re.I,
)
_EVERYBODY = re.compile(
    r"누구나|걱정 ?없|수수료 ?없|保証(?:つ|付)き|만나요|(?:하신|주신|여러) ?(?:분|고객님?)(?:들)?(?:께|에게|만)"
    r"|전 ?(?:상품|품목|메뉴|제품|고객)"
    r"|모든 ?(?:상품|제품|메뉴|고객|분)|지금|최대|이상|다음 ?(?:구매|주문|번|예약|수업|방문)"
    r"|(?<!취소)(?<!반품)(?<!교환)(?<!환불)(?:하시면|하면)|(?:오|사|꾸)시면|이면|주말|이번 ?(?:주|달)|세요|까지입니다"
    r"|次回|今なら|いまなら|今だけ|いまだけ|ただいま|全(?:品|商品)|どなた|皆(?:様|さま)|もれなく|最大|ぜひ"
    r"|(?:ご利用|お使い)ください"
    r"|開催|実施(?:中|し)|スタート|始ま|はじま|プレゼント|進呈|差し上げ|用意|お付け|配信中|発行中|(?:の方"
    r"|皆様)に|(?:以上で|円で(?!す|し))"
    r"|ご(?:購入|注文|契約|予約|来店)で(?!き|す)|(?:いただく|する|なる)と|どうぞ|見逃|さらに|お得|限定"
    r"|使える(?:!|割引|クーポン)"
    r"|\b(?:next (?:order|purchase|visit|booking|one|time)|every(?:one|thing|body)|anyone|all (?:items|orders"
    r"|products"
    r"|students|customers)|(?:site|store)wide|up to|shop|enjoy|get|grab|take|save|claim|treat|hurry|exclusive|inside"
    r"|(?<!not applied )at checkout|easy|waiting|friends?|automatically|use (?:code|promo|it|this|your)"
    r"|here(?:['’]s| is)|(?:is|now) on|starts?|ends"
    r"|don['’]t miss"
    r"|if you|when(?:ever)? you (?:buy|order|spend|book)|check out|see our|have a look|come|bring|book now"
    r"|(?:buy|order)"
    r" (?:now|again|today)|earn(?:s|ed)?|this (?:week|weekend|month)|limited|off (?:everything|all|your))\b",
    re.I,
)
"""An invitation, or a benefit for anybody, for later, on a condition."""
_CAUSE = re.compile(
    # Korean: what was paid, given back, put right, asked or exchanged
    r"(?:할인|쿠폰|세일) ?(?:관련 ?)?(?:문의|질문)|그대로 ?갱신|할인 ?받으신|할인 ?(?:적용|전|후)|환불|취소"
    r"|복구|복원|되돌|돌려 ?(?:드|주)|재발급|다시 ?(?:넣|적립|발급"
    r"|적용)|잘못|착오|오류"
    r"|누락|빠진|정정|바로잡|견적|교환(?:돼|됩|해|하|이|은|을|도|도 ?가능| ?가능)|반품(?!하신 ?(?:분|고객))"
    r"|차감|공제|반영|적용(?:된|되|됐|했|한|하신|받)"
    r"|(?:사용하|쓰|구매하|받으|물어보)신 ?(?:쿠폰|할인|적립금|포인트)|(?:로|에서|때|에) ?(?:사신|산|구매하신"
    r"|주문하신|예약하신|결제하신)"
    r"|(?:냐고|는지|라고) ?(?:문의|물|질문)|을 ?뺀"
    # Japanese
    r"|(?:お使い|ご(?:利用|使用|購入|注文|予約|応募)|お買い上げ|お買い求め)(?:いただいた|になった|くださった"
    r"|済み)|差し引|適用(?:し|され|さ|でき|後|済)"
    r"|のため[^\n。]{0,14}遅れ|反映|お?戻し|返還|復元|再(?:発行|付与)|取り?消|キャンセル(?:に|の|され)|返金"
    r"|返品|交換(?:でき|を承|いた"
    r"|も|可|対象)|誤って|間違|手違い"
    r"|不具合|エラー|使えな|使用できな|お問い?合わ?せ|ご質問|ご指摘|訂正|修正|見積|割引(?:後|前|額|金額)"
    r"|配信を?(?:停止|止め|中止)"
    r"|(?:イベント|セール|キャンペーン)[^\n。]{0,8}ご?(?:予約|参加|お?申し?込み?)[^\n。]{0,4}(?:承り|確認|完了"
    r"|確定|受け?付け)"
    # English
    r"|\byou(?:['’](?:ve|d)| have| had)? (?:\w+ )?(?:used|bought|ordered|paid|returned|booked|chose|redeemed"
    r"|entered|purchased"
    r"|applied|asked|wrote|told|reported)\b|\b(?:refund(?:ed|ing)|your refund)\b|\b(?:put|given|credited|added"
    r"|paid) back\b"
    r"|\bbecause of (?:the|our) (?:sale|promotion)|\bwe adjusted\b|\b(?:restored|reinstated|reissued"
    r"|returned to|corrected|by mistake|mistakenly|wrong|deducted|taken off"
    r"|less a)\b"
    r"|\b(?:did|was|were|has|is|could)(?:n['’]t| not)(?: been| be)? (?:work|apply|applied|counted|used|accepted|go)"
    r"|\b(?:may|can)(?: also| still)? be (?:exchanged|returned)|\b(?:after|before|including|minus|less) (?:the "
    r"|your |a )?"
    r"(?:\w+ )?(?:discount|coupon)|\bdiscount (?:was |has been |already )?(?:applied|included|deducted)"
    r"|\byour quote\b"
    r"|\b(?:stopped|no longer send)\b|\b(?:booking|order|reservation|ticket)s? (?:at|with|from) the (?:discount"
    r"|sale|promo)"
    r"|\bdiscount of [^\n.]{1,12} (?:is |was )?(?:included|applied)",
    re.I,
)
"""Why a benefit is spoken of: something that the customer did, paid, asked or had trouble with."""
_END = re.compile(r"\n|(?<=[.!?])\s+|(?<=[。！？])|(?<=[!?])(?=[ぁ-んァ-ヶ一-龥])")


def without_own(text: str) -> str:
    """``text`` without benefits that are the recipient's own affair: a bill, a question, a mended coupon.

    A sentence that invites to buy keeps its words, whatever it says besides.
    """
    rest = RECEIPT.sub(" ", ASKED_FOR.sub(" ", QUOTED.sub(" ", text)))
    return "\n".join(_offered(one) for one in _END.split(rest) if one.strip())


def _offered(sentence: str) -> str:
    """``sentence`` with the words of those benefits only that it offers."""
    told = REPAID.sub(" ", sentence)
    if INVITES.search(told):
        return sentence
    rest = OWN.sub(" ", sentence)
    if _EVERYBODY.search(told):
        return rest
    return _WORD.sub(" ", rest) if _is_own(sentence) else rest


def _is_own(sentence: str) -> bool:
    if _CAUSE.search(sentence) or _BILL.search(sentence):
        return True
    return bool(_SUM.search(sentence) and re.search(_MONEY, sentence))
