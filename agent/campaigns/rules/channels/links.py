"""Where pages lead: over https, to the shop, and openly so."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from agent.campaigns.plan import Plan
from agent.campaigns.rules.mending import text_at
from agent.campaigns.rules.parts import pages, pages_in
from agent.campaigns.rules.types import Broken, Edit, Given, Rule, place_of
from agent.profile import ShopProfile

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.I)
_CALLS = re.compile(r"(?:tel|mailto|sms):\S", re.I)
_SECOND_LEVEL = re.compile(r"(?:co|or|ne|go|ac|pe|re|com|org|net|gov|edu)\.[a-z]{2}")
_OWN_SHAPE = ("HANGUL", "CJK", "HIRAGANA", "KATAKANA")
_SHARED = re.compile(
    r"naver\.com|kakao\.com|instagram\.com|cafe24\.com|cafe24shop\.com|imweb\.me|myshopify\.com|youtube\.com"
    r"|thebase\.in|base\.shop|stores\.jp|wixsite\.com|etsy\.com|line\.me|google\.com|notion\.site|daum\.net"
)
"""Names under which many shops live: only the very same host is the shop's."""
_SHORT = re.compile(
    r"bit\.ly|goo\.gl|t\.co|tinyurl\.com|ow\.ly|is\.gd|buff\.ly|rebrand\.ly|cutt\.ly|rb\.gy|t\.ly|me2\.do"
    r"|han\.gl|url\.kr|vo\.la|c11\.kr|abit\.ly|tny\.kr|bitly\.kr|zrr\.kr|x\.gd|ur0\.jp|00m\.in|shorturl\.at"
    r"|tiny\.cc|lnkd\.in|muz\.so|buly\.kr|lrl\.kr|reurl\.kr|naver\.me|amzn\.to|p\.tl"
)


def links_are_safe(plan: Plan, _given: Given) -> Iterator[Broken]:
    """S-07: every page, of a button or in the text, is https. A button may also call or write to somebody."""
    for one in plan.messages:
        for place, url in pages(one):
            button = place.endswith(".url")
            if (url.lower().startswith("https://") and _host(url)) or (button and _CALLS.match(url)):
                continue
            # A name without a scheme, as in "moon.example/new", is a page only where the phone takes it for one.
            named = not button and "://" not in url and not url.lower().startswith("www.")
            yield Broken(place, {"url": url}, severity="warn" if named else None)


def _https_at_home(plan: Plan, given: Given, broken: Broken) -> Iterator[Edit]:
    """The shop's own page exists over https as far as the shop said; any other's may not."""
    homes = _hosts(given.profile, "https")
    text = secure = text_at(plan, broken.path)
    for url in dict.fromkeys((*pages_in(text), text.strip())):
        bare = re.sub(r"^http://", "", url, flags=re.I)
        if not _SCHEME.match(bare) and any(_same_shop(_host(bare), home) for home in homes):
            secure = re.sub(
                rf"(?<![\w@/.:-]){re.escape(url)}", f"https://{bare}".replace("\\", r"\\"), secure, flags=re.A
            )
    if secure != text:
        yield Edit(place_of(broken.path), secure)


def links_lead_to_the_shop(plan: Plan, given: Given) -> Iterator[Broken]:
    """CH-08: pages are the shop's own, where it is known which these are."""
    own = _hosts(given.profile) if given.shop_known else set()
    if not own:
        return
    for one in plan.messages:
        for place, url in pages(one):
            host = _host(url)
            if host and not _shortens(host) and not any(_same_shop(host, home) for home in own):
                yield Broken(place, {"host": host})


def links_hide_nothing(plan: Plan, given: Given) -> Iterator[Broken]:
    """CH-09: nobody can tell where a number, a disguised name or a shortened page leads."""
    own = _hosts(given.profile)
    for one in plan.messages:
        for place, url in pages(one):
            host = _host(url)
            if "@" in _authority(url):
                yield Broken(place, {"url": url}, case="user")
            elif _is_address(host):
                yield Broken(place, {"url": url}, case="address")
            elif host not in own and any(_looks_like_another(label) for label in host.split(".")):
                yield Broken(place, {"url": url}, case="name")
            elif _shortens(host):
                yield Broken(place, {"url": url}, case="short", severity="warn")


def _looks_like_another(label: str) -> bool:
    """Whether a part of a host's name has letters that can be taken for Latin ones: Cyrillic а, but not 달 or 月."""
    try:
        spelled = label.encode("ascii").decode("idna") if label.startswith("xn--") else label
    except UnicodeError:
        return True
    foreign = (letter for letter in spelled if not letter.isascii())
    return any(not unicodedata.name(letter, "").startswith(_OWN_SHAPE) for letter in foreign)


def _shortens(host: str) -> bool:
    return bool(_SHORT.fullmatch(host.removeprefix("www.")))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        # Browsers read 3232235777 and 0xC0A80101 as addresses, too.
        return bool(re.fullmatch(r"\d+|0x[0-9a-f]+", host))
    return True


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url if _SCHEME.match(url) else f"https://{url}")
    except ValueError:
        return None


def _authority(url: str) -> str:
    page = _split(url)
    return page.netloc if page else ""


def _host(url: str) -> str:
    page = _split(url)
    return (page.hostname or "").rstrip(".") if page else ""


def _hosts(profile: ShopProfile, scheme: str = "") -> set[str]:
    """Hosts of the pages that the shop gave; with ``scheme`` only of those that it gave with it, and its domains."""
    told = [*profile.links.model_dump().values(), *(product.url for product in profile.products)]
    urls = [url for url in told if url and "://" in url] + list(pages_in(profile.sender.opt_out or ""))
    own = [url for url in urls if url.lower().startswith(scheme)]
    return {host for url in (*own, *profile.domains) if (host := _host(url))}


def _same_shop(host: str, home: str) -> bool:
    name = _registered(home)
    if _SHARED.fullmatch(name):
        return host.removeprefix("www.") == home.removeprefix("www.")
    return host == name or host.endswith(f".{name}")


def _registered(host: str) -> str:
    """``www.shop.co.kr`` → ``shop.co.kr``."""
    labels = host.split(".")
    keep = 3 if _SECOND_LEVEL.fullmatch(".".join(labels[-2:])) else 2
    return ".".join(labels[-keep:])


RULES: tuple[Rule, ...] = (
    Rule("S-07", links_are_safe, "docs/channels.md", mend=_https_at_home),
    Rule("CH-08", links_lead_to_the_shop, "shop.yaml links, domains"),
    Rule("CH-09", links_hide_nothing, "정보통신망법 제50조 제5항; docs/channels.md"),
)
