"""A playbook's steps in this shop's words: two wordings for the first channel, one message for the fallback."""

from __future__ import annotations

from agent.campaigns.briefing import Brief
from agent.campaigns.compose import Copy, can_fill, compose, variable
from agent.campaigns.schema import Message, Step, Variant
from retrieval.playbook import Channel
from retrieval.playbook import Message as PlaybookMessage
from retrieval.playbook import Step as PlaybookStep
from retrieval.playbook import Variant as PlaybookVariant


def write_steps(brief: Brief, copy: Copy, channels: tuple[Channel, ...]) -> tuple[Step, ...]:
    """The steps that this shop can fill, over ``channels``: the first, and perhaps a fallback that each step has."""
    made = tuple(_step(step, brief, copy, channels) for step in brief.playbook.steps)
    steps = tuple(step for step in made if step is not None)
    if len(channels) > 1 and not all(step.fallback for step in steps):
        return write_steps(brief, copy, channels[:1])
    return steps


def _step(step: PlaybookStep, brief: Brief, copy: Copy, channels: tuple[Channel, ...]) -> Step | None:
    """A step with at least two wordings that this shop can fill; None when there are fewer."""
    first = channels[0]
    wordings = [words for words in _told(step, brief, copy) if can_fill(words, step.link, copy, first)]
    if len(wordings) < 2:
        return None
    variants = tuple(
        Variant(name="AB"[n], angle=words.angle, **dict(compose(words, step.link, copy, first)))
        for n, words in enumerate(wordings[:2])
    )
    fallback = _fallback(step, wordings, brief, copy, channels[1]) if len(channels) > 1 else None
    made = Step(
        channel=first,
        fallback=channels[1] if fallback else None,
        fallback_message=fallback,
        delay=step.delay,
        variants=variants,
        variables=tuple(variable(name, copy.language, copy.profile, copy.names)[0] for name in copy.runtime),
    )
    text = "".join(message.title + message.body for message in made.messages)
    used = tuple(one for one in made.variables if f"#{{{one.name}}}" in text)
    return made.model_copy(update={"variables": used})


def _told(step: PlaybookStep, brief: Brief, copy: Copy) -> list[PlaybookVariant]:
    """The wordings; what is different about each is said in the operator's language, where the step has it."""
    wordings: tuple[PlaybookVariant, ...] = getattr(step, copy.language)
    told: tuple[PlaybookVariant, ...] = getattr(step, brief.locale) or wordings
    return [words.model_copy(update={"angle": other.angle}) for words, other in zip(wordings, told, strict=True)]


def _fallback(
    step: PlaybookStep, wordings: list[PlaybookVariant], brief: Brief, copy: Copy, channel: Channel
) -> Message | None:
    """The playbook's own words for the fallback, or the first wording that can go over it; None when none can."""
    own: PlaybookMessage | None = getattr(step.fallback, copy.language)
    candidates: list[PlaybookMessage] = [*wordings]
    if own and brief.playbook.channels[copy.language][1:2] == (channel,):
        # Its words were written for the second channel; an e-mail needs a subject all the same.
        subject = own.title or (wordings[0].title if channel == "email" else None)
        candidates.insert(0, own.model_copy(update={"title": subject}))
    fitting = (words for words in candidates if can_fill(words, step.link, copy, channel))
    return next((compose(words, step.link, copy, channel) for words in fitting), None)
