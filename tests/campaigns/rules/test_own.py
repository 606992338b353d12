"""A word of a benefit in what is said not to be advertising: the customer's own affair, or an offer.

Each pair is one trade's: clothes, classes, software, stationery, cosmetics, food, flowers, stays, books, repairs.
"""

from __future__ import annotations

import pytest

from agent.campaigns.plan import plan_of
from agent.campaigns.rules import RULES, Given
from agent.profile import ShopProfile

GIVEN = Given(ShopProfile(name="달빛상점"), shop_known=False)
KOREAN = [
    ("주문하신 셔츠 금액입니다.\n할인 -3,000원", "주문하신 셔츠를 보냈습니다.\n셔츠 전 품목 3,000원 할인"),
    ("할인받으신 수업료를 그대로 환불해 드렸습니다.", "환불이 끝났습니다. 다음 수업은 할인해 드립니다."),
    ("연간 결제 할인 6,000원이 적용된 영수증입니다.", "영수증입니다. 연간 결제로 바꾸시면 6,000원 할인"),
    ("할인가로 사신 공책도 7일 안에 교환됩니다.", "교환이 끝났습니다. 공책 할인가에 만나 보세요."),
    ("반품하신 크림에 쓰신 쿠폰은 복구되었습니다.", "반품하신 분께 위로 쿠폰을 보냅니다."),
    ("주문 취소로 사용하신 쿠폰을 되돌려 드렸습니다.", "주문하신 반찬이 나갔습니다. 주말 특가"),
    ("꽃다발 견적: 10개 단체 할인 반영 90,000원", "꽃다발 견적입니다. 지금 예약하시면 단체 할인"),
    ("예약하신 방은 조기 할인이 적용되어 80,000원입니다.", "예약하신 방이 준비되었습니다. 조기 할인 누구나"),
    ("할인 쿠폰이 왜 안 되냐고 문의하신 내용에 답변드립니다.", "문의에 답변드립니다. 전 상품 20% 할인"),
    ("수리비 50,000원에서 할인 5,000원을 뺀 45,000원을 결제하셨습니다.", "수리가 끝났습니다. 친구와 오시면 할인"),
    ("쿠폰 유효 기간을 잘못 안내해 정정합니다.", "주문 감사합니다. 새 쿠폰도 받으세요."),
    ("세일 상품도 받으신 날부터 7일 안에 교환해 드립니다.", "교환 안내입니다. 세일 상품도 둘러보세요."),
    ("이벤트 수업 예약이 확정되었습니다.", "예약이 확정되었습니다. 이벤트가 열립니다."),
    ("결제가 두 번 되어 할인 금액과 함께 바로잡았습니다.", "결제 완료! 한 번 더 사시면 할인"),
    ("주문 합계 30,000원 (쿠폰 할인 2,000원 포함)", "주문 합계 30,000원 이상이면 쿠폰 할인"),
    ("할인이 적용되지 않은 금액 1,200원을 환불했습니다.", "환불했습니다. 할인은 오늘까지입니다."),
    ("특가로 예약하신 숙소의 취소 규정을 알려 드립니다.", "예약하신 숙소 소식: 특가"),
    ("사용하신 적립금 500원은 다시 넣어 드렸습니다.", "주문 고객님께 적립금 500원을 넣어 드렸습니다."),
    ("책값 12,000원, 쿠폰 사용 -1,000원, 결제 11,000원", "책을 보냈습니다. 다음 주문에 1,000원 쿠폰"),
    ("프로모션 코드 오류로 더 결제된 3,000원을 돌려 드렸습니다.", "결제 확인. 프로모션 코드 DAL을 쓰세요."),
    ("무료배송으로 주문하신 상품이 출고되었습니다.", "주문하신 상품이 출고되었습니다. 이번 주 무료배송"),
    ("할인 전 금액 20,000원, 할인 후 금액 18,000원으로 결제되었습니다.", "결제되었습니다. 최대 50% 할인"),
]
JAPANESE = [
    ("ご注文のシャツを発送しました。\n割引 ▲300円\nお支払い 2,700円", "ご注文のシャツを発送しました。\n全品300円割引"),
    ("セール品もお届けから7日以内は交換できます。", "交換を承りました。セール品もぜひご覧ください。"),
    ("割引後の受講料3,200円を返金しました。", "返金しました。次回の受講料を割引します。"),
    ("お使いいただいたクーポンは元どおりお戻ししました。", "ご注文の方にクーポンをお付けします。"),
    ("クーポンが使えないとのお問い合わせに回答します。", "お問い合わせに回答します。クーポンをご利用ください。"),
    ("年払い割引を適用した領収書です。", "お支払いを確認しました。今なら年払い割引"),
    ("クーポン割引:-500円", "ご注文の品です。クーポン割引500円プレゼント中"),
    ("キャンペーン価格で誤って請求した200円を返金しました。", "返金しました。キャンペーン開催中です。"),
    ("「押し花」イベントのご予約を承りました。", "ご予約を承りました。花のイベントとセールもあります。"),
    ("お見積り: 10個 9,000円(団体割引を適用)", "お見積りです。ご契約で団体割引"),
    ("早割引でご予約いただいたお部屋の取消料のご案内です。", "ご予約のお部屋のご案内です。早割引スタート"),
    ("セールでお買い上げいただいた本の返品を受け付けました。", "返品を受け付けました。本日からセールです。"),
    ("クーポンの有効期限を誤ってお知らせしましたので訂正します。", "ご注文の皆様へクーポンのお知らせ"),
    ("修理代5,000円から割引500円を差し引いた金額です。", "修理が終わりました。2回目は割引"),
    ("割引が反映されない不具合を修正しました。", "不具合を修正しました。お詫びに割引クーポンを配信中です。"),
    ("ご注文時に適用された割引は300円です。", "ご注文ありがとうございます。20%OFF"),
    ("送料無料でご注文いただいた品を発送しました。", "ご注文の品を発送しました。3,000円以上で送料無料"),
    ("キャンセルに伴いクーポンを再発行しました。", "キャンセルを承りました。半額クーポンもご用意しました。"),
    ("小計3,000円、割引300円、合計2,700円", "お届けしました。いまだけ割引"),
    ("クーポンのメール配信を停止しました。", "配信の設定を変えました。クーポンもどうぞ。"),
]
ENGLISH = [
    ("Your order has shipped.\nDiscount −$3.00", "Your order has shipped.\n20% OFF"),
    ("The coat you bought in the sale has shipped.", "Your coat has shipped. The sale is on."),
    ("Sale items may be exchanged within 30 days, too.", "Your exchange is done. See our sale items, too."),
    ("We refunded $18.50, the price after the discount.", "We refunded $18.50. Get a discount on your next order."),
    ("The coupon you used has been put back in your account.", "Your order earned you a coupon."),
    ("You asked why the promo code did not work.", "You asked, we listened: use promo code MOON."),
    ("Discount applied: 8.00 EUR", "Payment received. Discount applied at checkout for everyone."),
    ("Receipt: yearly plan $48.00, discount $8.00, paid $40.00", "Receipt attached. Go yearly for a discount."),
    ("Your quote: 10 bouquets, group discount of $10 included.", "Your quote is ready. Book now for a group discount."),
    (
        "We charged you twice by mistake and lost your discount; we corrected both.",
        "We corrected it. Enjoy a discount.",
    ),
    ("Your booking at the discounted rate is confirmed.", "Your booking is confirmed. Discounted rates this weekend."),
    ("The repair was $50.00 less a $5.00 discount.", "Your repair is done. Bring a friend for a discount."),
    ("We told you the wrong expiry date for your coupon; the right one is May 3.", "Your coupon: 15% off until May 3."),
    ("Your coupon was not applied, so we refunded the $3.00.", "Sorry for the delay. Here is a coupon."),
    ("Coupon (SPRING): -$4.00", "Coupon SPRING: $4.00 for your next order"),
    ("The book you ordered with free shipping left today.", "Your book left today. Free shipping this week."),
    ("Order total after discount: $64.00", "Your order arrived. Save up to $64, sale ends soon."),
    (
        "We have stopped the emails about discounts, as you asked.",
        "As you asked, your account is set. Discounts inside.",
    ),
    ("The discounted soap you returned has arrived.", "Your return has arrived. Discounted soap, shop now."),
    ("Your class was cancelled; the coupon was restored.", "Your class was cancelled. Coupon for all students."),
]
MORE = [
    ("회원 할인 10% (-1,500원), 결제 금액 13,500원", "교환 완료. 취소 수수료 없는 특가 상품"),
    ("구독이 할인 가격 그대로 갱신되었습니다.", "예약 확인. 반품 걱정 없는 특가"),
    ("セール期間中のご注文のため、発送が2日遅れております。", "返金保証つきの特価品です。ご注文番号1"),
    ("Because of the sale, your order ships late.", "The mug you bought is 20% off for friends today."),
    ("We refunded you: your discount code was not applied at checkout.", "Refunds are easy in our sale."),
    ("You paid $30.00 after the discount.", "You paid $30.00; a coupon is waiting for you."),
]
PAIRS = [*KOREAN, *JAPANESE, *ENGLISH, *MORE]


def found(rule: str, body: str, channel: str, country: str) -> list[str]:
    data = {"advertising": False, "country": country, "steps": [{"channel": channel, "variants": [{"body": body}]}]}
    return [broken.case for broken in RULES[rule].look(plan_of(data), GIVEN)]


@pytest.mark.parametrize(("rule", "channel", "country"), [("KR-14", "alimtalk", "KR"), ("AD-02", "email", "US")])
@pytest.mark.parametrize(("innocent", "guilty"), PAIRS)
def test_a_benefit_that_is_ones_own_is_no_offer(
    rule: str, channel: str, country: str, innocent: str, guilty: str
) -> None:
    assert found(rule, innocent, channel, country) == []
    assert found(rule, guilty, channel, country) == [""]
    if country == "KR":
        assert found("KR-15", guilty, "lms", country) == [""]
        assert "" not in found("KR-15", innocent, "lms", country)
