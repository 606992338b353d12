"""``dangol check``: every campaign of a file against every rule, with the lines of the file, and the file put right."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from agent.campaigns.check import in_order, violations_of
from agent.campaigns.file import CampaignFile, Found, playbook_of, read_file, written
from agent.campaigns.mend import mend
from agent.campaigns.plan import Plan, PlanMessage, law_of
from agent.campaigns.rules import Given, place_of, rules_for
from agent.campaigns.rules.types import Edit, Place
from agent.campaigns.schema import Campaign, Violation
from agent.fields import unknown_names
from agent.profile import Country, ShopProfile
from agent.words import Locale, say
from retrieval.playbook import Playbook

NAMES = "S-13"
"""Names that nobody knows, and names that stand twice: about the file, not about a campaign."""


@dataclass(frozen=True)
class Asked:
    """How files are to be checked.

    ``profile`` None: what the file says of its shop. ``countries`` empty: those of the recipients.
    ``playbooks`` finds the playbook that a campaign was written from.
    """

    locale: Locale = "ko"
    profile: ShopProfile | None = None
    countries: tuple[Country, ...] = ()
    stricter: Collection[str] = ()
    playbooks: Callable[[str], Playbook | None] = lambda _name: None


@dataclass(frozen=True)
class Checked:
    """One campaign of a file, how many rules hold for it, and what it breaks."""

    name: str
    rules: int
    violations: tuple[Violation, ...]

    @property
    def blocked(self) -> bool:
        return any(one.severity == "block" for one in self.violations)


@dataclass(frozen=True)
class Fixed:
    """A file's text with everything mechanical put right, by which rules, and at how many places."""

    text: str
    rules: tuple[str, ...]
    count: int


def check_file(name: str, content: bytes, asked: Asked) -> tuple[Checked, ...]:
    """Every campaign of the file; raises ``BadInput`` when it cannot be read."""
    file = read_file(name, content)
    return tuple(
        Checked(one.name, len(rules_for(one.plan, asked.countries or None)), _violations(file, one, asked))
        for one in file.campaigns
    )


def fix_file(name: str, content: bytes, asked: Asked) -> Fixed:
    """The file put right; raises ``BadInput`` when it cannot be read."""
    file = read_file(name, content)
    edits: list[tuple[Found, Edit]] = []
    rules: dict[str, None] = {}
    for one in file.campaigns:
        _fields, mended, made = mend(one.data, given_of(one, asked), asked.countries or None)
        rules |= dict.fromkeys(mended)
        edits += [(one, edit) for edit in made]
    return Fixed(written(file, edits) if edits else file.text, tuple(sorted(rules)), len(edits))


def given_of(found: Found, asked: Asked) -> Given:
    """What is known besides the campaign: the shop's profile, or what the file itself says of the shop."""
    plan, named = found.plan, playbook_of(found.data)
    profile = asked.profile or plan.profile
    return Given(
        profile=_with_sender(profile or ShopProfile(), plan),
        playbook=asked.playbooks(named) if named else None,
        shop_known=profile is not None,
    )


def _with_sender(profile: ShopProfile, plan: Plan) -> ShopProfile:
    told = {name: getattr(plan.sender, name) for name in plan.sender.model_fields_set} if plan.sender else {}
    changes = {"name": plan.shop or profile.name, "sender": profile.sender.model_copy(update=told)}
    return profile.model_copy(update=changes)


def _violations(file: CampaignFile, found: Found, asked: Asked) -> tuple[Violation, ...]:
    rules = violations_of(
        found.plan,
        given_of(found, asked),
        asked.locale,
        countries=asked.countries or None,
        stricter=asked.stricter,
    )
    lined = [one.model_copy(update={"line": _line(file, found, one.path)}) for one in rules]
    return in_order((*lined, *_names(file, found, asked.locale)))


def _line(file: CampaignFile, found: Found, path: str) -> int | None:
    return file.lines.at((*found.place, *place_of(path)))


def _names(file: CampaignFile, found: Found, locale: Locale) -> Iterator[Violation]:
    for place, near in unknown_names(found.data, Plan, Campaign):
        if place[:2] != ("audience", "and"):  # the condition itself, read elsewhere
            yield _name("unknown", place, file.lines.at((*found.place, *place)), locale, near)
    here = len(found.place)
    for place, line in file.lines.twice:
        if place[:here] == found.place:
            yield _name("twice", place[here:], line, locale)
    for number, code in enumerate(found.plan.recipients.countries):
        if law_of(code) is None:
            place = ("recipients", "countries", number)
            yield _name("no_rules", (*place[:2], code), file.lines.at((*found.place, *place)), locale)
    for place, line in file.lines.cut(file.text, "#{"):
        if place[:here] == found.place and not file.is_json:
            yield _name("cut", place[here:], line, locale).model_copy(update={"severity": "block"})


def _name(case: str, place: Place, line: int | None, locale: Locale, near: str = "") -> Violation:
    name = str(place[-1]) if place else ""
    if case == "unknown" and place[0] == "steps" and name in PlanMessage.model_fields:
        case = "misplaced"  # a text that stands beside the variants, not among them
    return Violation(
        rule=NAMES,
        severity="warn",
        path=path_of(place),
        message=say(locale, f"check.{case}", name=name, near=near),
        fix=say(locale, f"check.{case}_fix"),
        basis=say(locale, "check.basis_ours"),
        line=line,
    )


def path_of(place: Sequence[int | str]) -> str:
    """``("steps", 0, "body")`` → ``steps[0].body``."""
    told = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return told.removeprefix(".")
