"""``python -m evals.sample_shop.generate [--out DIR] [--seed 7]``: the sample shop, the same bytes every time.

Writes ``chats.xlsx``, ``customers.csv``, ``orders.csv``, ``planted.json`` and a copy of ``shop.yaml`` into DIR.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from random import Random

from agent.profile import load_profile
from evals.sample_shop.chats import Desk
from evals.sample_shop.files import write_customers, write_orders, write_planted, write_workbook
from evals.sample_shop.grammar import HERE, phrases
from evals.sample_shop.ledger import make_orders
from evals.sample_shop.people import make_customers
from evals.sample_shop.stories import tell
from evals.sample_shop.visitors import name_regulars, see_off

SEED = 7


def generate(out: Path, seed: int = SEED) -> None:
    """Write all files into ``out``; each room of the shop has its own dice, so that one can change alone."""
    shop = load_profile(HERE / "shop.yaml")
    customers = make_customers(Random(f"{seed} customers"))
    ledger = make_orders(Random(f"{seed} orders"), shop, customers)
    name_regulars(Random(f"{seed} regulars"), customers, ledger)
    chats = Desk(Random(f"{seed} chats"), shop, customers, ledger).write()
    see_off(Random(f"{seed} visits"), customers, ledger, {chat.customer: chat.at for chat in chats if chat.customer})
    known = {customer.id: customer for customer in customers}
    out.mkdir(parents=True, exist_ok=True)
    write_workbook(out / "chats.xlsx", Random(f"{seed} cells"), chats, known)
    write_customers(out / "customers.csv", customers)
    write_orders(out / "orders.csv", ledger.orders)
    write_planted(
        out / "planted.json", seed, chats, known, tell(chats, customers, ledger), phrases("common")["injection"]
    )
    if out.resolve() != HERE:
        shutil.copyfile(HERE / "shop.yaml", out / "shop.yaml")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m evals.sample_shop.generate", description="Write the sample shop's files."
    )
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    generate(options.out, options.seed)


if __name__ == "__main__":
    main()
