"""Masking of personal data in Korean, Japanese and English chats, before a text goes anywhere.

``mask("김하늘입니다 010-0000-1234").text`` is ``⟨name⟩입니다 ⟨phone⟩``. Masking a masked text changes nothing.
A shop's own numbers (15xx-xxxx, 0120, 1-800) are not personal and stay, as do prices, sizes, dates and roles
(고객님, お客様). A bare name that nothing points to may stay too, unless the shop lists it (``known_names``).
How well each works: ``evals/cases/masking.yaml`` and ``dangol eval masking``.
"""

from agent.signals.mask.engine import Masked, mask, mask_many
from agent.signals.mask.known import known_names
from agent.signals.mask.rule import KINDS, PLACEHOLDERS, Kind
from agent.signals.mask.shop import ShopMask

__all__ = ["KINDS", "PLACEHOLDERS", "Kind", "Masked", "ShopMask", "known_names", "mask", "mask_many"]
