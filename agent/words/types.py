"""The languages an operator can read."""

from typing import Literal, get_args

Locale = Literal["ko", "ja", "en"]
LOCALES: tuple[Locale, ...] = get_args(Locale)
