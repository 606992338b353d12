"""The command line. Only the parser lives here, so that ``--help`` is instant; each command is imported when it runs.

Exit codes: 0 done, 1 a check failed or a fault of ours, 2 bad input, 3 abstained for lack of evidence, 4 a campaign
that a rule blocks.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

LOCALES = ("ko", "ja", "en")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = _parser()
    args = parser.parse_args(argv)
    if args.run is None:
        parser.print_help()
        return 0
    from api.errors import guarded

    return guarded(args)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dangol",
        description="단골: 상담에서 찾아낸 캠페인을 준비해 드려요. / Follow-up campaigns from what customers said.",
        epilog="각 명령의 도움말 / help on a command: dangol COMMAND --help",
    )
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _suggest(commands)
    _signals(commands)
    _campaigns(commands)
    _check(commands)
    _playbooks(commands)
    _tags(commands)
    _serve(commands)
    _plugin(commands, "eval", "evals.command:evaluate", "품질 확인 / offline evaluations with a gate")
    _plugin(commands, "bench", "evals.command:bench", "속도·메모리 재기 / benchmarks, as ratios")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: str, text: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    parser.add_argument("--json", action="store_true", help="machine-readable output (docs/json.md)")
    # argparse checks a default with `type`, not with `choices`; a wrong DANGOL_LOCALE must be said, too.
    parser.add_argument(
        "--locale",
        type=_locale,
        default=os.environ.get("DANGOL_LOCALE") or None,
        metavar="{ko,ja,en}",
        help="ko, ja, en",
    )
    return parser


def _locale(text: str) -> str:
    if text not in LOCALES:
        raise argparse.ArgumentTypeError(f"{text!r} (--locale, DANGOL_LOCALE): {', '.join(LOCALES)}")
    return text


def _files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="상담 내보내기 파일 / support export")
    parser.add_argument("--profile", type=Path, help="shop.yaml")
    parser.add_argument("--customers", type=Path, help="손님 목록 / customer list (CSV, Parquet)")
    parser.add_argument("--orders", type=Path, help="주문 내역 / orders (CSV, Parquet)")
    parser.add_argument("--sent", type=Path, help="지금까지 보낸 메시지 기록 / log of messages sent (CSV, Parquet)")
    parser.add_argument("--period", metavar="START..END", help="2026-10-01..2026-10-31")
    parser.add_argument("--before", metavar="START..END", help="비교할 기간 / the period to compare with")


def _suggest(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "suggest", "api.commands.suggest:run", "캠페인 제안 / propose campaigns from a support export"
    )
    _files(parser)
    parser.add_argument("--count", type=int, default=3, help="몇 개 / how many (1-10)")


def _signals(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "signals", "api.commands.signals:run", "상담 통계 / statistics of a support export")
    _files(parser)


def _campaigns(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    group = commands.add_parser("campaigns", help="저장된 캠페인 / saved campaigns")
    inner = group.add_subparsers(metavar="ACTION", required=True)
    _command(inner, "list", "api.commands.campaigns:list_all", "모두 보기 / all of them")
    show = _command(inner, "show", "api.commands.campaigns:show", "하나 자세히 / one in full")
    show.add_argument("id")
    life, papers = "api.commands.life", "api.commands.papers"
    approve = _command(inner, "approve", f"{life}:approve", "승인하기(나가지 않아요) / approve it; nothing is sent")
    active = _command(inner, "activate", f"{life}:activate", "직접 켠 것을 적기 / record that you switched it on")
    stop = _command(inner, "stop", f"{life}:stop", "멈춘 것을 적기 / record that it is stopped")
    reopen = _command(inner, "reopen", f"{life}:reopen", "멈춘 것 다시 열기 / make a stopped one a draft again")
    for parser in (approve, active, stop, reopen):
        parser.add_argument("id")
        # Not the login name: the shop's computer is often logged in as somebody else.
        name = os.environ.get("DANGOL_OPERATOR") or None
        parser.add_argument("--by", default=name, metavar="NAME", help="누가 (DANGOL_OPERATOR) / who decides")
    for parser in (approve, active):
        parser.add_argument("--yes", action="store_true", help="묻지 않기 / do not ask")
    approve.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="다시 셀 상담 파일 / export to count again"
    )
    who = _command(inner, "recipients", f"{papers}:recipients", "받을 손님 명단 / the list of who gets it (CSV)")
    who.add_argument("id")
    who.add_argument("files", nargs="+", type=Path, metavar="FILE", help="상담 내보내기 파일 / support export")
    for parser in (approve, who):
        parser.add_argument("--profile", type=Path, help="shop.yaml")
        parser.add_argument("--customers", type=Path, help="손님 목록 / customer list (CSV, Parquet)")
        parser.add_argument("--orders", type=Path, help="주문 내역 / orders (CSV, Parquet)")
        parser.add_argument("--sent", type=Path, help="지금까지 보낸 기록 / log of messages sent (CSV, Parquet)")
    who.add_argument("--out", type=Path, metavar="FILE", help="적어 둘 파일 / file to write")
    export = _command(inner, "export", f"{papers}:export", "옮겨 적을 종이나 파일 / a page to follow, or a file")
    export.add_argument("--to", default="sheet", metavar="TARGET", help="sheet, channel-talk, klaviyo, dittofeed, json")
    export.add_argument("--out", type=Path, metavar="FILE", help="적어 둘 파일 / file to write")
    test = _command(inner, "test-send", f"{papers}:test_send", "손님이 볼 모습 / what a customer would get, shown here")
    test.add_argument("--out", type=Path, metavar="FOLDER", help="적어 둘 폴더 / folder to write to")
    test.add_argument("--name", help="손님 이름 자리에 넣을 이름 / name to show in place of the customer's")
    for parser in (export, test):
        parser.add_argument("id")
    for parser in (who, export, test):
        parser.add_argument("--replace", action="store_true", help="있던 파일 바꾸기 / replace files that are there")


def _check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "check", "api.commands.check:run", "보내도 되는지 확인 / may this campaign be sent? (docs/check.md)"
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="캠페인 파일 (YAML, JSON) / campaign file")
    parser.add_argument(
        "--country", action="append", choices=("KR", "JP", "US", "EU"), help="받는 분의 나라 / where recipients live"
    )
    parser.add_argument("--profile", type=Path, help="shop.yaml")
    parser.add_argument(
        "--fix", action="store_true", help="고칠 수 있는 것은 고치기 / put right what code can, in place"
    )


def _playbooks(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    group = commands.add_parser("playbooks", help="성공 방법 찾기 / proven ways to bring customers back")
    inner = group.add_subparsers(metavar="ACTION", required=True)
    search = _command(inner, "search", "api.commands.playbooks:search", "말로 찾기 / find by what you want")
    search.add_argument("text", help="예: 단골손님 챙기고 싶어요")
    search.add_argument("--top", type=int, default=3)
    search.add_argument(
        "--profile", type=Path, help="shop.yaml: 우리 가게에서 쓸 수 있는지도 / whether this shop can use it"
    )
    search.add_argument("--customers", type=Path, help="손님 목록이 있으면 / the customer list, if there is one")
    search.add_argument("--orders", type=Path, help="주문 내역이 있으면 / the orders, if there are any")
    listing = _command(inner, "list", "api.commands.playbooks:list_all", "모두 보기 / all of them, your own first")
    listing.add_argument("--own", action="store_true", help="우리 가게 방법만 / only your own")
    show = _command(inner, "show", "api.commands.playbooks:show", "하나 자세히 / one in full")
    show.add_argument("id")
    show.add_argument("--yaml", action="store_true", help="파일 그대로 / the file as it is, to start your own from")
    own = "api.commands.own_playbooks"
    check = _command(inner, "check", f"{own}:check", "저장하지 않고 확인 / check files without saving them")
    add = _command(inner, "add", f"{own}:add", "우리 가게 방법 넣기 / add your own (docs/playbooks.md)")
    for parser in (check, add):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="YAML 파일이나 폴더 / files or folders")
    add.add_argument(
        "--replace", action="store_true", help="같은 version이어도 바꾸기 / also when version is not higher"
    )
    remove = _command(inner, "remove", f"{own}:remove", "우리 가게 방법 빼기 / remove one of your own")
    remove.add_argument("id")
    _command(
        inner, "reindex", "api.commands.playbooks:reindex", "찾아보기 다시 만들기 / rebuild the index from the files"
    )


def _tags(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    group = commands.add_parser("tags", help="태그의 뜻 / what tags mean")
    inner = group.add_subparsers(metavar="ACTION", required=True)
    mapping = _command(inner, "map", "api.commands.tags:map_tags", "태그의 뜻 알아보기 / map tags to intents")
    mapping.add_argument("tags", nargs="*", metavar="TAG")
    mapping.add_argument("--file", type=Path, help="한 줄에 태그 하나 / one tag a line")
    correct = _command(inner, "correct", "api.commands.tags:correct", "태그의 뜻 바로잡기 / say what a tag means here")
    correct.add_argument("tag")
    correct.add_argument("intent", help="주제 이름이나 id, 또는 none / a topic, by label or id, or none")


def _serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "serve", "api.commands.serve:run", "HTTP 서버 / HTTP API")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)


def _plugin(commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: str, text: str) -> None:
    # No argument starts with NUL: this parser takes nothing for an option of its own and hands everything on.
    parser = commands.add_parser(name, help=text, description=text, add_help=False, prefix_chars="\0")
    parser.set_defaults(run=run, json=False, locale=None)
    parser.add_argument("rest", nargs=argparse.REMAINDER)


def resolve(target: str) -> object:
    """The function that ``module:name`` stands for."""
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


if __name__ == "__main__":
    sys.exit(main())
