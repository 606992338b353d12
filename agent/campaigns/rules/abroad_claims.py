"""Subjects that pretend to be something else, and claims that need proof, in the languages of JP, US and EU."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.campaigns.plan import Plan
from agent.campaigns.rules.abroad_words import plain
from agent.campaigns.rules.types import Broken

_REPLY = re.compile(
    r"^\W*(?:\[[^\]\n]{0,20}\] ?)?(?:re|fwd?)(?: ?[\[(]\d{1,6}[\])])? ?:(?! ?(?:zero|ゼロ))(?!(?-i:[a-z]))"
    r"|^\W*(?:ご?返信|転送|회신|답장|전달)(?: ?:|[】\])])|(?:への|の)ご?返信(?:です|$)",
    re.I,
)
_REPLY_DE = re.compile(r"^\W*(?:aw|wg|antw) ?: ", re.I)

_GOODS = r"(?:order|package|parcel|shipment|delivery)"
_PRETENDS = re.compile(
    rf"\byour {_GOODS}\b[^.!?\n]{{0,25}}\b(?:shipped|dispatched|delayed|on hold|confirmed|out for delivery|failed"
    r"|undeliverable|arriving|(?:could not|couldn['’]?t|cannot|can['’]t) be|(?:is )?ready for pick)"
    r"|\b(?:order|payment|booking|delivery) (?:confirmation|confirmed|failed|failure|declined|attempt)\b"
    r"|\border (?:#|no\.?|number) ?\d"
    r"|\b(?:payment|card)\b[^.!?\n]{0,15}\b(?:failed|declined|overdue|past due)\b|\bpast[- ]due\b|\boverdue notice\b"
    r"|\byour (?:invoice|receipt|refund)\b|\binvoice (?:#|no\b|attached|enclosed|due)"
    r"|\baccount\b[^.!?\n]{0,20}\b(?:suspen|locked|restricted|on hold|closed|closure|deactivat|compromised)"
    r"|\b(?:security|fraud) alert\b|\bunusual (?:sign-?in|activity|login)|\bpassword (?:reset|expir)"
    r"|\b(?:verify|confirm) your (?:account|identity|password|payment|billing)|\b(?:legal|court|government"
    r"|tax) notice\b"
    r"|\b(?:IRS|USPS|FedEx|DHL|Social Security|Medicare)\b[^.!?\n]{0,30}\b(?:notice|delivery|package|refund|alert)"
    r"|\b(?:ihre?|votre|su|tu) (?:bestellung|sendung|paket|commande|colis|pedido|paquete)\b[^.!?\n]{0,25}"
    r"(?:versandt|versendet|verschickt|storniert|bestätigt|expédi|en attente|confirm|enviad|retenid)"
    r"|\b(?:letzte )?(?:mahnung|zahlungserinnerung)\b|\bvotre facture\b|\bihre rechnung\b|\bkonto\b.{0,15}gesperrt",
    re.I,
)
_PRETENDS_JA = re.compile(
    r"ご?注文(?:内容)?の?(?:ご?確認|確定|受付)(?:メール|のお知らせ|$)|(?:商品|お荷物"
    r"|ご注文の?品?)[をが]?(?:の)?(?:発送(?:しました|いたしました|完了|のお知らせ)|お届けできません)"
    r"|お?荷物.{0,12}(?:持ち帰|お預かり|不在)|不在(?:通知|のお知らせ|連絡)|お?支払い?.{0,10}(?:確認できません"
    r"|できませんでした|エラー|失敗|滞)"
    r"|未払い|未納|督促|(?:ご)?請求(?:書|金額|額の)|アカウント.{0,10}(?:停止|制限|凍結|ロック)|不正(?:アクセス"
    r"|ログイン|利用)"
    r"|(?:ご?当選|当せん)(?:しました|です|のお知らせ|おめでとう)|(?:宅急便|佐川急便|日本郵便|ヤマト運輸|国税庁"
    r"|税務署|年金機構|警察)(?:より|から|の?お知らせ|です)"
)
_CLAIMS = re.compile(
    r"(?<!money-back )(?<!money back )(?<!no )\bguaranteed\b|\bguaranteed? (?:results?|weight|income|success)"
    r"|\brisk[- ]free\b"
    r"|(?:#|\bnumber |\bno\. ?)(?:1|one)\b(?= (?:in|choice|brand|seller|rated|shop|store|product|best|worldwide))"
    r"|\b(?:world['’]?s|nation['’]?s|america['’]?s|europe['’]?s) (?:best|finest|cheapest|#1)|\bbest in the (?:world"
    r"|country|us)\b|\bunbeatable\b"
    r"|\bmiracles?\b|\bcures?\b(?! time)|\bheals?\b(?= \w+(?:itis|ache|pain|acne|eczema))|\bno side effects\b"
    r"|\b100 ?% (?:effective|safe|guaranteed|results?|cure|success|satisfaction|risk)"
    r"|\blose \d{1,6} ?(?:lbs?|pounds|kg|kilos)|\bclinically proven\b|\binstant results\b|\blowest prices? (?:ever"
    r"|anywhere|guaranteed|in)"
    r"|\byou(?:['’]ve| have) won\b(?! (?:our|us|my))",
    re.I,
)
_CLAIMS_EU = re.compile(
    r"\bgarantiert\w*\b|\bgaranti (?:à )?100 ?%|\bwunder(?:mittel|waffe)|\bheilt\b|\bguérit\b|\bcura\b(?= (?:el|la"
    r"|los|il|le)\b)|\bnebenwirkungsfrei"
    r"|\b(?:climate|carbon)[- ](?:neutral|positive)|\bklimaneutral|\bneutre en carbone|\bclimáticamente neutr",
    re.I,
)
_CLAIMS_JA = re.compile(
    r"(?:No\.? ?1|ナンバーワン|ナンバー1)(?![\d.])|(?:日本|世界|業界|地域|県内?|国内)(?:一(?![般部緒度覧定])"
    r"|初(?!め)|最(?:高|安|大|強)|トップ)|最高(?:品質|級|峰|の(?:品質|効果|商品))|最安値?(?!帯)"
    r"|絶対(?:に)?(?:痩|やせ|効|治|儲|損|失敗|満足|お得|おすすめ|安全|冷え|壊れま|壊れな|落ちま|汚れ|漏れ|破れ"
    r"|色落ち|縮み|割れま|割れな)|100 ?%(?= ?(?:効|安全|安心|満足|保証|成功|治"
    r"|痩|解決))"
    r"|必ず(?:痩|やせ|治|儲|効|美し|若返|白く)|飲むだけで|(?:シミ|しわ|シワ|ニキビ|がん|癌|糖尿病|高血圧|アトピー"
    r"|薄毛)[がを]?(?:は)?(?:消え|治|改善|なくな|撃退)"
    r"|完治|若返|アンチエイジング|デトックス|(?:すぐ|楽に|ラクに|簡単に|みるみる)(?:痩|やせ)|副作用(?:は|が"
    r"|の心配)?(?:なし|ありません|がない|ない)|医師(?:も|が)推[奨薦]|奇跡の|永久(?:に|保証|脱毛)"
)
CLAIMS = {"JP": (_CLAIMS_JA, _CLAIMS), "US": (_CLAIMS,), "EU": (_CLAIMS, _CLAIMS_EU)}


def disguised(plan: Plan, *, german: bool = False) -> Iterator[Broken]:
    """Advertisements that pretend to be an answer (case ``reply``) or another kind of message."""
    if not plan.advert:
        return
    for path, channel, _step, message in plan.messages:
        if channel == "in_app":
            continue
        title = plain(message.title)
        head = title or plain(message.body).partition("\n")[0]
        part = "title" if title else "body"
        if found := _REPLY.search(head) or (_REPLY_DE.search(head) if german else None):
            yield Broken(f"{path}.{part}", {"word": found.group().strip()}, "reply")
        elif found := _PRETENDS.search(title) or _PRETENDS_JA.search(title):
            yield Broken(f"{path}.title", {"word": found.group().strip()})


def claims(plan: Plan, country: str) -> Iterator[Broken]:
    """The first claim of each advertisement that may only be made with proof."""
    if not plan.advertising:
        return
    for path, _channel, _step, message in plan.messages:
        text = plain(message.text)
        if found := next((hit for words in CLAIMS[country] if (hit := words.search(text))), None):
            yield Broken(f"{path}.body", {"word": found.group().strip()})
