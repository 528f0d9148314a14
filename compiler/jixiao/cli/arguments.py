"""What can be typed: commands and options, explained in Chinese."""

import sys
from argparse import SUPPRESS, ArgumentParser, HelpFormatter, Namespace, _SubParsersAction
from collections.abc import Sequence
from typing import NoReturn

from jixiao import __version__

#: The exit code of wrong usage.
USAGE = 2
#: The commands, as typed.
COMMANDS = (
    "build",
    "watch",
    "preview",
    "check",
    "explain",
    "rules",
    "diff",
    "fonts",
    "layouts",
    "git",
    "textconv",
    "new",
    "rollover",
    "schema",
    "export",
    "import",
)


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


def read(given: Sequence[str]) -> Namespace:
    """What was typed, as options.

    Departments may stand behind options as well, where argparse has stopped to look for them.
    """
    reader = parser()
    options, rest = reader.parse_known_args(given)
    if rest and hasattr(options, "departments") and not any(one.startswith("-") for one in rest):
        options.departments = [*options.departments, *rest]
    elif rest:
        reader.error(f"unrecognized arguments: {' '.join(rest)}")
    return options


def parser() -> ArgumentParser:
    """Make the parser of all commands; the command chosen is `command` (None: none was given)."""
    top = _Parser(prog="jixiao", description="绩效目标编译器：把各部门的 YAML 文件编成正式的绩效目标文本（PDF）。")
    top.add_argument("--version", action="version", version=f"jixiao {__version__}", help="显示版本")
    commands = top.add_subparsers(dest="command", metavar="命令", title="命令", parser_class=_Parser)
    build = commands.add_parser(
        "build", help="生成 PDF", description="生成部门年度绩效目标的 PDF。不写部门就生成全部。"
    )
    _departments(build, "只生成这一年度")
    _edition(build)
    build.add_argument("--strict", action="store_true", help="有“须改”的意见就不出文（审核.yaml 采纳的除外）")
    build.add_argument("--force", action="store_true", help="没有改动也重新生成")
    _folder(build)
    build.add_argument("--jobs", type=int, default=0, metavar="N", help="同时用几个进程（默认自动）")
    build.add_argument("-v", "--verbose", action="store_true", help="显示用到的字体、没有印出的栏目等细节")
    _watch(commands)
    _preview(commands)
    _check(commands)
    _diff(commands)
    fonts = commands.add_parser(
        "fonts", help="查看各种字体由哪个文件提供", description="查看各种字体由哪个文件提供、为什么选它。"
    )
    fonts.add_argument("--fonts", choices=("embedded", "auto", "system"), help="字体来源（默认自动）")
    commands.add_parser("layouts", help="列出可用的版式", description="列出可用的版式（表样）。")
    _git(commands)
    _exchange(commands)
    _start(commands)
    return top


def _watch(commands: "_SubParsersAction[_Parser]") -> None:
    watch = commands.add_parser(
        "watch",
        help="保存后自动生成 PDF",
        description="留意填报文件的改动，一保存就重新生成有改动的 PDF，直到按 Ctrl-C。不写部门就留意全部。",
    )
    _watched(watch)


def _preview(commands: "_SubParsersAction[_Parser]") -> None:
    preview = commands.add_parser(
        "preview",
        help="在浏览器里边写边看",
        description="留意填报文件的改动，一保存就在浏览器里显示新的页面和检查意见，同时生成 PDF，直到按 Ctrl-C。"
        "网页只有本机能打开。不写部门就显示全部。",
    )
    _watched(preview)
    preview.add_argument(
        "--port", type=int, metavar="N", help="用哪个端口（默认由程序选定，下次运行仍用同一个，打开的网页会自动接上）"
    )
    preview.add_argument(
        "--editor",
        metavar="编辑器",
        help="点击页面时用它打开填报文件，例如 code、vim，或者写出命令，用 {file}、{line}、{column} 表示文件、行、列",
    )
    preview.add_argument("--no-open", action="store_true", help="不自动打开浏览器，只显示地址")


def _watched(command: "_Parser") -> None:
    """Add what can be said of the documents that are watched."""
    _departments(command, "只留意这一年度")
    command.add_argument("--poll", action="store_true", help="每隔一秒查看一次，用于网络盘等收不到改动通知的地方")
    _edition(command)
    _folder(command)


def _departments(command: "_Parser", year: str) -> None:
    """Add the arguments that name department-years."""
    command.add_argument("departments", nargs="*", metavar="部门", help="部门文件夹的名称或路径")
    command.add_argument("--year", metavar="年度", help=year)


def _edition(command: "_Parser") -> None:
    """Add what decides which PDF is made of a document."""
    command.add_argument("--public", action="store_true", help="公开版：不含“公开: 否”的项目")
    command.add_argument(
        "--fonts", choices=("embedded", "auto", "system"), help="字体来源：随程序附带、自动（默认）、本机安装的"
    )


def _folder(command: "_Parser") -> None:
    command.add_argument("-o", "--output", metavar="文件夹", help="输出到哪个文件夹（默认是工作文件夹里的 build）")


def _check(commands: "_SubParsersAction[_Parser]") -> None:
    check = commands.add_parser(
        "check",
        help="检查绩效目标，像财政局审核那样提出意见",
        description="逐项检查绩效目标，列出须改、建议改的地方。不写部门就检查全部；不改动任何文件（--fix 除外）。",
    )
    _departments(check, "只检查这一年度")
    check.add_argument(
        "--format",
        choices=("text", "json", "sarif", "github", "review"),
        help="输出的格式：文字（默认）、json、sarif、github 注释、review 审核表（.xlsx 或 .pdf，用 -o 指定）",
    )
    check.add_argument("-o", "--output", metavar="文件", help="写到文件，不显示在屏幕上")
    check.add_argument(
        "--fail-on",
        choices=("error", "warning", "none"),
        default="error",
        help="有哪一级的意见时退出码为 1：须改（error，默认）、建议改（warning）、从不（none）",
    )
    change = check.add_mutually_exclusive_group()
    change.add_argument("--fix", action="store_true", help="自动改正不影响意思的写法，先显示改动再写入")
    change.add_argument("--diff", action="store_true", help="只显示 --fix 会改哪些地方，不写入")
    base = check.add_mutually_exclusive_group()
    base.add_argument("--baseline", metavar="文件", help="基线文件里已有的意见算历史遗留，只报新增的")
    base.add_argument("--write-baseline", metavar="文件", help="把现在的意见记成基线")
    check.add_argument(
        "--previous", metavar="文件", help="读回单位填好的审核表（.xlsx），说明哪些改了、哪些没改、哪些是新的"
    )
    check.add_argument("--profile", metavar="配置", help="指定规则配置（默认按版式、区划和年度选定）")
    check.add_argument("--today", metavar="日期", help="按这一天判断采纳是否到期，例如 2025-01-20（默认今天）")
    check.add_argument("--print-schema", action="store_true", help="打印 json 格式的说明（JSON Schema）")
    check.add_argument("-v", "--verbose", action="store_true", help="全部展开，带规则编号")
    explain = commands.add_parser(
        "explain", help="解释一条检查规则", description="解释一条规则：检查什么、为什么、怎样写才好、依据是什么。"
    )
    explain.add_argument("code", metavar="编号", help="规则编号，例如 JX203")
    explain.add_argument("--profile", metavar="配置", help="按这个配置说明现在的级别")
    rules = commands.add_parser("rules", help="列出检查规则", description="列出全部规则，以及各条现在的级别和出处。")
    rules.add_argument("--profile", metavar="配置", help="按这个配置列出，例如 pingluo-2024（默认是全国通用配置）")


def _diff(commands: "_SubParsersAction[_Parser]") -> None:
    compare = commands.add_parser(
        "diff",
        help="比较两个年度（或两个版本）的绩效目标",
        description="说明哪些要求降低了、哪些提高了，哪些指标、项目增加或取消，预算怎样变动。不改动任何文件。",
        epilog="旧、新可以写：年度（2024）、部门年度文件夹、项目文件、git 版本（HEAD~1）、版本:路径、年度@阶段（2025@一上）。"
        "同名的用 ./、rev:、year: 区分。",
    )
    compare.add_argument("old", nargs="?", metavar="旧", help="上年，或者改动以前")
    compare.add_argument("new", nargs="?", metavar="新", help="本年，或者改动以后")
    compare.add_argument("--dept", action="append", metavar="部门", help="只比较这个部门（可以写几次）")
    compare.add_argument(
        "--format",
        choices=("text", "markdown", "json", "html", "pdf", "github", "gitlab", "sarif", "junit"),
        help="输出的格式：文字（默认）、markdown、json、html、pdf 对照表、github 注释、gitlab、sarif、junit",
    )
    compare.add_argument(
        "-o", "--output", action="append", metavar="文件", help="写到文件，可以写几次；按文件名的结尾决定格式"
    )
    compare.add_argument(
        "--fail-on",
        choices=("none", "cosmetic", "notice", "major", "critical"),
        default="none",
        help="有哪一级以上没有采纳的变动时退出码为 1：从不（none，默认）、文字、一般、关注、重大",
    )
    compare.add_argument("--exit-code", action="store_true", help="有任何变动退出码就是 1，同 --fail-on cosmetic")
    compare.add_argument("--accepted", metavar="文件", help="采纳写在这个文件里（默认是新的一边的 审核.yaml）")
    compare.add_argument("--print-accepted", action="store_true", help="打印可以填进 审核.yaml 的采纳")
    compare.add_argument("--today", metavar="日期", help="按这一天判断采纳是否到期（默认今天）")
    compare.add_argument("--show", choices=("cosmetic",), help="文字一级的变动也逐条列出")
    compare.add_argument("--list-unchanged", action="store_true", help="列出没有变动的项目")
    compare.add_argument("--new-first", action="store_true", help="对照表里本年在左、上年在右")
    compare.add_argument("--full", action="store_true", help="对照表里没有变动的也列出")
    compare.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="是否用颜色（默认自动）")
    compare.add_argument("--width", type=int, metavar="N", help="每行的宽度（默认按窗口）")
    compare.add_argument("--print-schema", action="store_true", help="打印 json 格式的说明（JSON Schema）")


def _git(commands: "_SubParsersAction[_Parser]") -> None:
    what = "让 git diff、git log -p、git show 按栏目显示填报文件的改动。"
    actions = commands.add_parser("git", help="让 git 按栏目显示改动", description=what).add_subparsers(
        dest="action", metavar="动作", title="动作", parser_class=_Parser, required=True
    )
    for name, words in (("enable", "打开"), ("disable", "关闭，恢复原来的设置"), ("status", "查看是否打开")):
        action = actions.add_parser(name, help=words, description=f"{words}：{what}")
        if name == "status":
            continue
        scope = action.add_mutually_exclusive_group()
        scope.add_argument("--local", action="store_true", help="只对这个仓库（默认）")
        scope.add_argument("--global", dest="everywhere", action="store_true", help="对本机的所有仓库")
        if name == "enable":
            action.add_argument(
                "--check", action="store_true", help="只看是否已经打开，什么都不改；没有打开时退出码为 1"
            )
            action.add_argument("--driver", action="store_true", help="git diff 也改用 jixiao 显示（外部程序）")
    convert = commands.add_parser(
        "textconv", help="打印一个填报文件整理后的样子（由 git 调用）", description="每行一项，次序固定，供比较用。"
    )
    convert.add_argument("file", metavar="文件", help="一个 .yaml 文件")
    convert.add_argument("--made-by", help=SUPPRESS)


def _start(commands: "_SubParsersAction[_Parser]") -> None:
    new = commands.add_parser(
        "new",
        help="新建一个部门的年度文件",
        description="写出部门文件和第一个项目文件，要填的地方都标明“待填”。不写选项时在窗口里逐项询问；不覆盖已有的文件。",
    )
    new.add_argument("folder", nargs="?", metavar="部门", help="部门文件夹的名称，建议用拼音（默认用单位名称）")
    new.add_argument("--layout", metavar="版式", help="表样，用 jixiao layouts 查看")
    new.add_argument("--name", metavar="单位", help="单位全称")
    new.add_argument("--year", metavar="年度", help="年度，四位数字")
    new.add_argument("--code", metavar="编码", help="预算单位编码（可以以后再填）")
    new.add_argument("--region", metavar="区划", help="六位行政区划代码（可以以后再填）")
    new.add_argument("--project", metavar="项目", help="第一个项目的名称（可以以后再填）")
    roll = commands.add_parser(
        "rollover",
        help="由上一年度的文件生成下一年度的",
        description="把一个年度的文件结转到下一年度：年份顺延，上年项目对应好，要重新核定的金额、数量标明“待填”。"
        "原来的文件不动，已有的年度不覆盖。",
    )
    roll.add_argument("old", metavar="原年度", help="例如 2024")
    roll.add_argument("new", metavar="新年度", help="例如 2025")
    roll.add_argument("departments", nargs="*", metavar="部门", help="部门文件夹的名称或路径（默认全部）")
    roll.add_argument("--dry-run", action="store_true", help="只显示会写成什么样，不写入")
    schema = commands.add_parser(
        "schema",
        help="给编辑器用的栏目说明（JSON Schema）",
        description="编辑器有了它，就能提示栏目名称、可选的内容和填写说明，写错了当场标出。",
    )
    schema.add_argument(
        "file",
        nargs="?",
        choices=("department", "project", "review"),
        default="project",
        help="哪种文件的：部门文件 department、项目文件 project（默认）、审核文件 review",
    )
    schema.add_argument("--layout", metavar="版式", help="哪种表样的，用 jixiao layouts 查看")
    schema.add_argument("--write", action="store_true", help="写到 .jixiao-schema 文件夹，并写好 .vscode/settings.json")


def _exchange(commands: "_SubParsersAction[_Parser]") -> None:
    fill = commands.add_parser(
        "export", help="导出填报表（.xlsx）", description="把一个部门年度的内容导出成填报表，用 WPS 或 Excel 填写。"
    )
    fill.add_argument("department", metavar="部门", help="部门文件夹的名称或路径")
    fill.add_argument("--year", metavar="年度", help="导出这一年度")
    fill.add_argument("-o", "--output", metavar="文件", help="写到哪个文件（默认是 填报表.xlsx）")
    take = commands.add_parser(
        "import",
        help="读回填报表，或者搬入去年的 Word、PDF",
        description="把填好的填报表读进部门年度文件夹：先显示改动，再写入。有一处读不懂就什么都不写。"
        "Word 文件、文本和 PDF 搬成新的部门年度，并说明每一段、每一格去了哪里。",
    )
    take.add_argument("file", metavar="文件", help="填报表（.xlsx），或者 .docx、.doc、.txt、.pdf")
    take.add_argument("--into", required=True, metavar="文件夹", help="读进哪个部门年度，例如 sources/jiguan/2025")
    take.add_argument("--dry-run", action="store_true", help="只显示会改哪些地方，不写入")
    take.add_argument("--layout", metavar="版式", help="Word、文本、PDF 是哪种表样，用 jixiao layouts 查看")
    take.add_argument("--unit", metavar="单位", help="单位全称（文件里没有写，或者前后写法不一时）")
    take.add_argument("--stage", metavar="阶段", help="文件是哪个阶段的：一上、二上、批复、调整")
    take.add_argument("--report", metavar="文件", help="把每一段、每一格的去处写成报告")
