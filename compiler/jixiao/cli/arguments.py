"""What can be typed: commands and options, explained in Chinese."""

import sys
from argparse import SUPPRESS, ArgumentParser, HelpFormatter
from typing import NoReturn

from jixiao import __version__

#: The exit code of wrong usage.
USAGE = 2
#: The commands, as typed.
COMMANDS = ("build", "fonts", "layouts")


class _Formatter(HelpFormatter):
    """Help with Chinese headings and room for wide characters."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26, width=100)

    def add_usage(self, usage: str | None, actions: object, groups: object, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)  # type: ignore[arg-type]


_ENGLISH = (
    ("unrecognized arguments: ", "不认识的参数："),
    ("the following arguments are required: ", "缺少参数："),
    ("expected one argument", "后面要写一个值"),
    ("expected at least one argument", "后面至少要写一个值"),
    ("invalid choice: ", "不能写 "),
    ("choose from ", "可写 "),
    ("invalid int value: ", "应是整数，不能写 "),
    ("not allowed with argument ", "不能同时使用 "),
    ("ambiguous option: ", "参数写得不全："),
    ("could match ", "可能是 "),
    ("ignored explicit argument ", "后面不能带值："),
    ("argument ", "参数 "),
)


class _Parser(ArgumentParser):
    """Argparse that speaks Chinese and exits with our code."""

    def __init__(self, **options: object) -> None:
        super().__init__(formatter_class=_Formatter, add_help=False, allow_abbrev=False, **options)  # type: ignore[arg-type]
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", default=SUPPRESS, help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        for english, chinese in _ENGLISH:
            message = message.replace(english, chinese)
        sys.stderr.write(f"{self.prog}：{message}\n用 {self.prog} --help 查看用法。\n")
        sys.exit(USAGE)


def parser() -> ArgumentParser:
    """Make the parser of all commands; the command chosen is `command` (None: none was given)."""
    top = _Parser(prog="jixiao", description="绩效目标编译器：把各部门的 YAML 文件编成正式的绩效目标文本（PDF）。")
    top.add_argument("--version", action="version", version=f"jixiao {__version__}", help="显示版本")
    commands = top.add_subparsers(dest="command", metavar="命令", title="命令", parser_class=_Parser)
    build = commands.add_parser(
        "build", help="生成 PDF", description="生成部门年度绩效目标的 PDF。不写部门就生成全部。"
    )
    build.add_argument("departments", nargs="*", metavar="部门", help="部门文件夹的名称或路径")
    build.add_argument("--year", metavar="年度", help="只生成这一年度")
    build.add_argument("--public", action="store_true", help="公开版：不含“公开: 否”的项目")
    build.add_argument(
        "--fonts", choices=("embedded", "auto", "system"), help="字体来源：随程序附带、自动（默认）、本机安装的"
    )
    build.add_argument("--force", action="store_true", help="没有改动也重新生成")
    build.add_argument("-o", "--output", metavar="文件夹", help="输出到哪个文件夹（默认是工作文件夹里的 build）")
    build.add_argument("--jobs", type=int, default=0, metavar="N", help="同时用几个进程（默认自动）")
    build.add_argument("-v", "--verbose", action="store_true", help="显示用到的字体、没有印出的栏目等细节")
    fonts = commands.add_parser(
        "fonts", help="查看各种字体由哪个文件提供", description="查看各种字体由哪个文件提供、为什么选它。"
    )
    fonts.add_argument("--fonts", choices=("embedded", "auto", "system"), help="字体来源（默认自动）")
    commands.add_parser("layouts", help="列出可用的版式", description="列出可用的版式（表样）。")
    return top
