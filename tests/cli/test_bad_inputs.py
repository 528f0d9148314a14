"""What people get wrong, as a table: for each fault the exit code, the code, the place and what is said about it."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

Change = tuple[str, str]
DEPARTMENT, PROJECT, SECOND = "department.yaml", "projects/01.yaml", "projects/02.yaml"
HEBEI = ("版式: ningxia-2024", "版式: hebei-2025")
OWN = ("版式: ningxia-2024", "版式: own")
LAYOUT = """\
名称: 自编
金额: {单位: 万元}
资金来源: [财政拨款]
指标:
  产出指标:
    数量指标: {}
    质量指标: {}
列: [名称, 指标值]
"""
FUNDS = "资金:\n  总额: 886\n  财政拨款: 886\n"
FIRST = "    - 名称: 就餐人数\n      指标值: 2637 人\n"
GROUPS = "  数量指标:\n" + FIRST + "  质量指标:\n    - 名称: 合格率\n      指标值: ≥95%\n"
ANOTHER = (
    "项目名称: 培训\n项目编码: ００１\n资金: {总额: 1}\n绩效指标:\n  数量指标:\n    - 名称: 人数\n      指标值: 1 人\n"
)


class Case(NamedTuple):
    """One bad input.

    Attributes:
        name: what is wrong, in a word or two.
        code: the code that must be reported.
        place: file:line:column as shown, relative to the year folder (to the workspace where it begins with `/`).
        says: a piece of the message or its hint.
        project, department: replacements in the two files of the desk; several with `files`.
        files: more files, by path as in `place`.
        exit: the exit code.
        bug: why the case fails today; remove it when the product is right.
    """

    name: str
    code: str
    place: str
    says: str
    project: Change | None = None
    department: Change | None = None
    files: dict[str, str | bytes] = {}  # noqa: RUF012
    exit: int = 3
    bug: str = ""


CASES = [
    # What is in the file at all.
    Case("control character", "JX004", "projects/01.yaml:1:9", "U+0007（控制字符）", ("食堂补助", "食堂\x07补助")),
    Case("zero-width space", "JX004", "projects/01.yaml:1:9", "U+200B（零宽空格）", ("食堂补助", "食堂\u200b补助")),
    Case("empty file", "JX005", "projects/01.yaml:1:1", "文件是空的", files={PROJECT: ""}),
    Case("only remarks", "JX005", "projects/01.yaml:1:1", "文件是空的", files={PROJECT: "# 以后再填\n"}),
    Case("empty department", "JX005", "department.yaml:1:1", "文件是空的", files={DEPARTMENT: ""}),
    Case("10 MB", "JX002", "projects/01.yaml", "文件太大，超过 2 MB", files={PROJECT: b"# " + b"x" * 10_000_000}),
    Case("GBK", "JX003", "projects/01.yaml:1:1", "像是 GBK", files={PROJECT: "项目名称: 食堂补助\n".encode("gbk")}),
    Case("UTF-16", "JX003", "projects/01.yaml:1:1", "UTF-16", files={PROJECT: "项目名称: 食堂补助\n".encode("utf-16")}),
    Case("binary", "JX003", "projects/01.yaml:1:", "不是 UTF-8", files={PROJECT: b"\x89PNG\r\n\x1a\n\xff\xd8" * 20}),
    Case("plain words", "JX006", "projects/01.yaml:1:1", "不是“名称: 内容”的写法", files={PROJECT: "你好\n"}),
    Case(
        "folder in place of department.yaml",
        "JX041",
        "/sources/b/2024/department.yaml",
        "缺少 department.yaml",
        files={"/sources/b/2024/department.yaml/x": "", "/sources/b/2024/projects/01.yaml": ANOTHER},
    ),
    Case(
        "no department.yaml",
        "JX041",
        "/sources/b/2024/department.yaml",
        "缺少 department.yaml",
        files={"/sources/b/2024/projects/01.yaml": ANOTHER},
    ),
    *[
        Case(
            f"department.yaml called {name}",
            "JX041",
            f"/sources/b/2024/{name}",
            "请改名为“department.yaml”",
            files={f"/sources/b/2024/{name}": "版式: ningxia-2024\n", "/sources/b/2024/projects/01.yaml": ANOTHER},
        )
        for name in (
            "部门.yaml",
            "department.yml",
            "department.yaml.txt",
            "department。yaml",
            "deparment.yaml",
            "部门文件.txt",
        )
    ],
    Case(
        "no projects",
        "JX041",
        "/sources/b/2024/projects",
        "没有项目文件",
        files={"/sources/b/2024/department.yaml": "版式: ningxia-2024\n单位:\n  名称: 乙局\n年度: 2024\n"},
    ),
    # Signs of YAML.
    Case("full-width colon", "JX007", "projects/01.yaml:2:4", "应写成：项目期: 1 年", ("项目期: 1 年", "项目期：1 年")),
    Case("no space", "JX007", "projects/01.yaml:2:4", "冒号后面缺少空格", ("项目期: 1 年", "项目期:1 年")),
    Case("tab", "JX008", "projects/01.yaml:4:1", "制表符（Tab 键）", ("  总额: 886", "\t总额: 886")),
    Case("unclosed quote", "JX011", "projects/01.yaml:1:7", "引号没有成对", ("食堂补助", '"食堂补助')),
    Case("> in front", "JX010", "projects/01.yaml:13:12", '应写成：指标值: ">95%"', ("≥95%", ">95%")),
    Case("folded", "JX016", "projects/01.yaml:6:7", "这里不能用“>”", ("保障就餐", ">\n  保障就餐")),
    Case("anchor", "JX010", "projects/01.yaml:2:6", "以“&”开头的内容要加引号", ("1 年", "&a [x, x]")),
    Case(
        "alias bomb",
        "JX012",
        "projects/01.yaml:2:4",
        "这里不能用“&”记号",
        files={PROJECT: "a: x\nb: &b [x,x,x]\nc: &c [*b,*b,*b]\nd: &d [*c,*c,*c]\n"},
    ),
    Case("documents", "JX013", "projects/01.yaml:6:1", "把文件分成两份", ("绩效目标: 保障", "---\n绩效目标: 保障")),
    Case("key twice", "JX014", "projects/01.yaml:3:1", "“项目期”重复了，第 2 行", ("1 年\n", "1 年\n项目期: 2 年\n")),
    Case(
        "100,000 brackets",
        "JX015",
        "projects/01.yaml:1:51",
        "层次太多，超过 50 层",
        files={PROJECT: "[" * 1000 + "]" * 1000},
    ),
    Case("several lines", "JX016", "projects/01.yaml:2:6", "“项目期”只能写一行", ("1 年", "|\n  1 年\n  2 年")),
    # Shapes.
    Case("list for a file", "JX023", "projects/01.yaml:1:1", "“项目”下面不应分条", files={PROJECT: "- 项目名称: 甲\n"}),
    Case("list for a record", "JX023", "projects/01.yaml:4:3", "去掉行首的“- ”", (FUNDS, "资金:\n  - 总额: 886\n")),
    Case("list for a text", "JX023", "projects/01.yaml:3:3", "“项目期”只写一段文字", ("1 年", "\n  - 1 年")),
    Case("record for a text", "JX023", "projects/01.yaml:3:3", "“项目期”下面不应再分栏目", ("1 年", "\n  长: 1 年")),
    Case("[ in front", "JX010", "projects/01.yaml:2:6", '应写成：项目期: "[1 年]"', ("1 年", "[1 年]")),
    Case("text for a record", "JX023", "projects/01.yaml:3:5", "应写“总额: …”等各行", (FUNDS, "资金: 886\n")),
    Case("text for indicators", "JX023", "projects/01.yaml:7:7", "应当先写二级指标", ("\n" + GROUPS, " 很多\n")),
    Case(
        "no level 2", "JX023", "projects/01.yaml:8:3", "应当先写二级指标", (GROUPS, "  - 名称: 人数\n    指标值: 1\n")
    ),
    Case(
        "no dash", "JX043", "projects/01.yaml:9:5", "加“- ”", (FIRST, FIRST.replace("- ", "").replace("     ", "    "))
    ),
    # What must be there.
    Case("no 版式", "JX024", "department.yaml:1:1", "部门缺少“版式”", department=("版式: ningxia-2024\n", "")),
    Case("no 年度", "JX024", "department.yaml:1:1", "部门缺少“年度”", department=("年度: 2024\n", "")),
    Case(
        "no 单位",
        "JX024",
        "department.yaml:1:1",
        "部门缺少“单位”",
        department=("单位:\n  名称: 甲局\n  编码: 068\n", ""),
    ),
    Case("no 单位.名称", "JX024", "department.yaml:3:3", "单位缺少“名称”", department=("  名称: 甲局\n", "")),
    Case("blank 版式", "JX024", "department.yaml:1:1", "“版式”没有内容", department=("版式: ningxia-2024", "版式:")),
    Case("blank 年度", "JX024", "department.yaml:5:1", "“年度”没有内容", department=("年度: 2024", "年度:")),
    Case("blank 单位.名称", "JX024", "department.yaml:3:3", "“名称”没有内容", department=("名称: 甲局", "名称:")),
    Case("no 项目名称", "JX024", "projects/01.yaml:1:1", "项目缺少“项目名称”", ("项目名称: 食堂补助\n", "")),
    Case("blank 项目名称", "JX024", "projects/01.yaml:1:1", "“项目名称”没有内容", ("食堂补助", "")),
    Case("no 资金", "JX024", "projects/01.yaml:1:1", "项目缺少“资金”", (FUNDS, "")),
    Case("no 资金.总额", "JX024", "projects/01.yaml:4:3", "资金缺少“总额”", ("  总额: 886\n", "")),
    Case("blank 资金.总额", "JX024", "projects/01.yaml:4:3", "“总额”没有内容", ("总额: 886", "总额:")),
    Case("no 绩效指标", "JX024", "projects/01.yaml:1:1", "项目缺少“绩效指标”", ("绩效指标:\n" + GROUPS, "")),
    Case("no 指标.名称", "JX024", "projects/01.yaml:9:7", "指标缺少“名称”", (FIRST, "    - 指标值: 2637 人\n")),
    Case("blank 指标.名称", "JX024", "projects/01.yaml:9:7", "“名称”没有内容", ("名称: 就餐人数", "名称:")),
    Case("no 指标值", "JX024", "projects/01.yaml:9:7", "指标缺少“指标值”", ("      指标值: 2637 人\n", "")),
    # Names and words.
    Case(
        "unknown layout",
        "JX030",
        "department.yaml:1:5",
        "可用的版式有：hebei-2025、ningxia-2024",
        department=("ningxia-2024", "ningxia-2042"),
    ),
    Case("path as layout", "JX030", "department.yaml:1:5", "没有“../common”", department=("ningxia-2024", "../common")),
    Case(
        "shared folder as layout", "JX030", "department.yaml:1:5", "没有“common”", department=("ningxia-2024", "common")
    ),
    Case(
        "year folder",
        "JX029",
        "department.yaml:5:5",
        "年度写的是 2025，所在文件夹却是 2024",
        department=("年度: 2024", "年度: 2025"),
    ),
    Case(
        "year in words", "JX028", "department.yaml:5:5", "只写四位数字：2024", department=("年度: 2024", "年度: 2024年")
    ),
    Case("unknown key", "JX021", "projects/01.yaml:2:1", "是不是“项目期”？", ("项目期:", "项目周期:")),
    Case("word of the form", "JX022", "projects/01.yaml:4:3", "这一栏应写成“总额:”。", ("总额", "预算数"), HEBEI),
    Case(
        "level 2 at the top", "JX009", "projects/01.yaml:8:1", "应放在“绩效指标”下面", (GROUPS, "数量指标:\n" + FIRST)
    ),
    Case("level 2 of no form", "JX033", "projects/01.yaml:8:3", "这种表没有“产量指标”", ("数量指标", "产量指标")),
    Case("level 2 cut short", "JX033", "projects/01.yaml:8:3", "请写成“数量指标”", ("数量指标", "数量")),
    Case(
        "level 3 as level 2",
        "JX033",
        "projects/01.yaml:8:3",
        "“名称”不应直接写在“绩效指标”下面",
        (GROUPS, "  名称: 人数\n  指标值: 1\n"),
    ),
    Case("bad choice", "JX027", "department.yaml:6:5", "只能写：一上、二上、批复、调整", department=("批复", "三上")),
    Case(
        "no such day",
        "JX028",
        "department.yaml:7:7",
        "没有“2024-02-30”这一天",
        department=("批复", "批复\n编制日期: 2024-02-30"),
    ),
    Case(
        "date in words",
        "JX028",
        "department.yaml:7:7",
        "请改成：2024-02-03",
        department=("批复", "批复\n编制日期: 2024年2月3日"),
    ),
    Case("checkbox", "JX036", "projects/01.yaml:2:6", "不能用勾选符号“☑”", ("1 年", "☑ 1 年")),
    Case(
        "default of one project",
        "JX021",
        "department.yaml:8:3",
        "“项目默认”里不能写“项目编码”",
        department=("批复", "批复\n项目默认:\n  项目编码: 1"),
    ),
    Case(
        "other field of no form",
        "JX021",
        "projects/01.yaml:4:3",
        "没有“负责人”",
        ("1 年", "1 年\n其他栏目:\n  负责人: 张"),
    ),
    *[
        Case(f"unit called {name[:8]}", "JX037", "department.yaml:3:7", says, department=("甲局", f"'{name}'"))
        for name, says in (
            ("甲/局", "“/”"),
            ("甲\\局", "“\\”"),
            ("甲:局", "“:”"),
            ("..", "“..”"),
            ("../甲", "“/”"),
            ("甲..局", "“..”"),
            (".甲", "开头"),
            ("con", "Windows"),
            ("甲" * 67, "超过 200 字节"),
        )
    ],
    # Numbers.
    Case("too many decimals", "JX026", "projects/01.yaml:4:7", "小数超过 2 位", ("总额: 886", "总额: 886.123"), HEBEI),
    Case(
        "too many after converting",
        "JX026",
        "projects/01.yaml:4:7",
        "金额 0.0001 万元",
        ("总额: 886", "总额: 1元"),
        HEBEI,
    ),
    Case("- for no money", "JX025", "projects/01.yaml:5:9", "没有金额请留空", ("财政拨款: 886", "财政拨款: -")),
    Case("无 for no money", "JX025", "projects/01.yaml:5:9", "没有金额请留空", ("财政拨款: 886", "财政拨款: 无")),
    Case("negative", "JX025", "projects/01.yaml:5:9", "是负数", ("财政拨款: 886", "财政拨款: -5")),
    Case("full-width digits", "JX025", "projects/01.yaml:4:7", "请改成半角：886", ("总额: 886", "总额: ８８６")),
    Case(
        "comma",
        "JX025",
        "projects/01.yaml:4:7",
        "是小数点请写“600.00万元”，是千分号请写“60,000万元”",
        ("总额: 886", "总额: 600,00 万元"),
    ),
    Case("unit cut short", "JX025", "projects/01.yaml:4:7", "请改成：886万元", ("总额: 886", "总额: 886 万")),
    Case("unit in words", "JX025", "projects/01.yaml:4:7", "不是金额", ("总额: 886", "总额: 约886")),
    Case(
        "share in words",
        "JX025",
        "projects/01.yaml:8:8",
        "不是百分数",
        ("保障就餐", "好\n支出计划:\n  3月底: 二成"),
        HEBEI,
    ),
    Case(
        "time of no plan",
        "JX021",
        "projects/01.yaml:8:3",
        "是不是“3月底”？",
        ("保障就餐", "好\n支出计划:\n  3月: 2%"),
        HEBEI,
    ),
    # Several files.
    Case(
        "project twice by name",
        "JX031",
        "projects/02.yaml:1:7",
        "与另一个项目相同",
        ("食堂补助", "培 训"),
        files={SECOND: ANOTHER},
    ),
    Case(
        "project twice by code",
        "JX031",
        "projects/02.yaml:2:7",
        "项目编码“００１”与另一个项目相同",
        ("项目期: 1 年", "项目编码: 001"),
        files={SECOND: ANOTHER},
    ),
    Case(
        "indicator twice",
        "JX032",
        "projects/01.yaml:11:11",
        "两条同名指标",
        (FIRST, FIRST.replace("就餐人数", "就餐，人数") + FIRST),
    ),
    # Fonts.
    Case(
        "no glyph", "JX035", "projects/01.yaml:2:7", "没有“\U00020001”（U+20001）", ("1 年", "一\U00020001年"), exit=4
    ),
    Case(
        "no glyph in quotes",
        "JX035",
        "projects/01.yaml:2:13",
        "没有“\U00020001”",
        ("1 年", "'it''s \U00020001'"),
        exit=4,
    ),
    Case(
        "no glyph in prose",
        "JX035",
        "projects/01.yaml:8:4",
        "没有“\U00020001”",
        ("保障就餐", "|\n  一二\n   \U00020001三"),
        exit=4,
    ),
    # A form of one's own.
    Case(
        "layout without columns",
        "JX024",
        "/layouts/own/layout.yaml:1:1",
        "版式缺少“列”",
        department=OWN,
        files={"/layouts/own/layout.yaml": LAYOUT.replace("列: [名称, 指标值]\n", "")},
    ),
    Case(
        "layout with an unknown column",
        "JX038",
        "/layouts/own/layout.yaml:8:9",
        "“列”里没有“指标”",
        department=OWN,
        files={"/layouts/own/layout.yaml": LAYOUT.replace("指标值]", "指标]")},
    ),
    Case(
        "layout with a group twice",
        "JX038",
        "/layouts/own/layout.yaml:8:5",
        "“数量指标”写了两次",
        department=OWN,
        files={"/layouts/own/layout.yaml": LAYOUT.replace("    质量指标: {}\n", "  效益指标:\n    数量指标: {}\n")},
    ),
    Case(
        "layout with decimals in words",
        "JX038",
        "/layouts/own/layout.yaml:2:18",
        "“小数”不能写“二”",
        department=OWN,
        files={"/layouts/own/layout.yaml": LAYOUT.replace("万元", "万元, 小数: 二")},
    ),
    Case(
        "layout with another unit",
        "JX027",
        "/layouts/own/layout.yaml:2:10",
        "只能写：万元、元",
        department=OWN,
        files={"/layouts/own/layout.yaml": LAYOUT.replace("万元", "亿元")},
    ),
    Case(
        "layout with an unknown key",
        "JX021",
        "/layouts/own/layout.yaml:9:1",
        "是不是“其他栏目”",
        department=OWN,
        files={"/layouts/own/layout.yaml": LAYOUT + "其它栏目: []\n"},
    ),
    Case(
        "layout with an unknown part",
        "JX038",
        "/layouts/own/layout.yaml:9:5",
        "可写：封面、目录",
        department=OWN,
        files={"/layouts/own/layout.yaml": LAYOUT + "印: {封皮: 是}\n"},
    ),
    Case(
        "empty layout.yaml",
        "JX005",
        "/layouts/own/layout.yaml:1:1",
        "文件是空的",
        department=OWN,
        files={"/layouts/own/layout.yaml": ""},
    ),
    Case(
        "layout in GBK",
        "JX003",
        "/layouts/own/layout.yaml:1:1",
        "像是 GBK",
        department=OWN,
        files={"/layouts/own/layout.yaml": LAYOUT.encode("gbk")},
    ),
    Case(
        "template in GBK",
        "JX038",
        "/layouts/own/document.typ.j2",
        "不是 UTF-8",
        department=OWN,
        files={"/layouts/own/layout.yaml": LAYOUT, "/layouts/own/document.typ.j2": "中".encode("gbk")},
    ),
    Case(
        "layout without a template",
        "JX039",
        "/layouts/own/document.typ.j2",
        "document.typ.j2",
        department=OWN,
        files={"/layouts/own/layout.yaml": LAYOUT},
        exit=4,
    ),
    Case(
        "template with a mistake",
        "JX039",
        "/layouts/own/document.typ.j2:2",
        "模板写法有误",
        department=OWN,
        files={"/layouts/own/layout.yaml": LAYOUT, "/layouts/own/document.typ.j2": "a\n{% for %}\n"},
        exit=4,
    ),
    Case(
        "template that prints raw text",
        "JX039",
        "/layouts/own/document.typ.j2",
        "模板里输出了",
        department=OWN,
        files={"/layouts/own/layout.yaml": LAYOUT, "/layouts/own/document.typ.j2": "{{ 'x' }}\n"},
        exit=4,
    ),
    Case(
        "layout that the engine refuses",
        "JX039",
        "",
        "排版程序报错",
        department=OWN,
        files={"/layouts/own/layout.yaml": LAYOUT, "/layouts/own/document.typ.j2": "#foo()\n"},
        exit=4,
    ),
    Case(
        "layout that prints what no form prints",
        "JX038",
        "/layouts/own/layout.yaml:9:6",
        "测算",
        department=OWN,
        files={"/layouts/own/layout.yaml": LAYOUT + "栏目: [测算]\n", "/layouts/own/document.typ.j2": ""},
    ),
    Case(
        "layout with the scale as a column",
        "JX038",
        "/layouts/own/layout.yaml:8:9",
        "分档",
        department=OWN,
        files={"/layouts/own/layout.yaml": LAYOUT.replace("指标值]", "分档]"), "/layouts/own/document.typ.j2": ""},
    ),
    Case(
        "picture in a layout",
        "JX038",
        "/layouts/own/x.png",
        "图片等其他文件请移出版式文件夹",
        department=OWN,
        files={
            "/layouts/own/layout.yaml": LAYOUT,
            "/layouts/own/document.typ.j2": "#foo()\n",
            "/layouts/own/x.png": b"\xff",
        },
    ),
    Case(
        "undefined name in a template",
        "JX039",
        "/layouts/own/document.typ.j2:2",
        "nix",
        department=OWN,
        files={"/layouts/own/layout.yaml": LAYOUT, "/layouts/own/document.typ.j2": "a\n{{ nix }}\n"},
        exit=4,
    ),
    Case(
        "mistake in a file of a layout",
        "JX039",
        "/layouts/own/look.typ:2:",
        "unknown variable",
        department=OWN,
        files={
            "/layouts/own/layout.yaml": LAYOUT,
            "/layouts/own/look.typ": "#let x = 1\n#foo()\n",
            "/layouts/own/document.typ.j2": '#import "/own/look.typ": x\n',
        },
        exit=4,
    ),
    # jixiao.toml.
    *[
        Case(f"jixiao.toml {text!r}", "JX042", "/jixiao.toml", says, files={"/jixiao.toml": text})
        for text, says in (
            ("[build\nx", "第 1 行第 7 列附近不合 TOML 写法"),
            ("[build]\nfonts = system\n", "不合 TOML 写法"),
            ("[build]\nfonts = 'all'\n", "可写 embedded、auto、system"),
            ("[build]\noutput = 3\n", "output 应是文件夹名称"),
            ("[build]\noutput = ''\n", "output 应是文件夹名称"),
            ("build = 1\n", "build 应当是一节"),
            ("[fonts]\n仿宋 = '仿'\n", "要加双引号"),
            ("[fonts]\n'仿宋' = 3\n", "应是字体名称或文件"),
            ("[fonts]\n'隶书' = 'x'\n", "“隶书”不是字体用途"),
            ("[diff]\nseverity = 1\n", "应当是一节"),
            ("[diff.severity]\nindicator-added = '高'\n", "indicator-added 不能写“高”"),
            ("[diff]\namount = '多'\n", "应是以万元计的数"),
            ("[diff]\nseverities = 1\n", "[diff] 里没有 severities 这一项"),
        )
    ],
    Case("jixiao.toml in GBK", "JX042", "/jixiao.toml", "选 UTF-8", files={"/jixiao.toml": "# 字体\n".encode("gbk")}),
    Case(
        "fonts mode as a list",
        "JX042",
        "/jixiao.toml",
        "可写 embedded、auto、system",
        files={"/jixiao.toml": "[build]\nfonts = ['auto']\n"},
    ),
    Case("unknown section", "JX042", "/jixiao.toml", "[build]", files={"/jixiao.toml": "[bulid]\nfonts = 'auto'\n"}),
]

#: Words of parsers and of Python that must not reach people.
ENGLISH = re.compile(
    r"Traceback|Error\b(?!\])|\b(?:while|parsing|scanning|expected|found|mapping|sequence|scalar|token|anchor|alias|indent"
    r"|block|flow|could not|invalid|None|null|line \d|column \d|str|dict)\b|映射|标量|锚点|指针|缩进"
)


def prepare(desk: Any, case: Case) -> None:
    """Write the bad input."""
    year = desk.root / "sources/a/2024"
    for path, content in case.files.items():
        desk.write(path[1:] if path.startswith("/") else f"sources/a/2024/{path}", content)
    if case.project:
        desk.change(*case.project)
    if case.department:
        desk.change(*case.department, year / DEPARTMENT)


def shown(place: str) -> str:
    return place[1:] if place.startswith("/") or not place else f"sources/a/2024/{place}"


def known_bug(case: Case) -> Any:
    return pytest.param(case, marks=pytest.mark.xfail(reason=case.bug) if case.bug else (), id=case.name)


@pytest.mark.parametrize("case", [known_bug(case) for case in CASES])
def test_bad_input(desk: Any, case: Case) -> None:
    desk.write("build/a/2024/甲局2024年度绩效目标.pdf", "the PDF of yesterday")
    before = desk.outputs()
    prepare(desk, case)
    run = desk.run("build", "b" if case.place.startswith("/sources/b") else "a")
    assert run.code == case.exit, run.err
    reports = [report for report in run.err.split("\n\n") if f"[{case.code}]" in report]
    assert any(report.lstrip().startswith(shown(case.place)) and case.says in report for report in reports), run.err
    if case.code != "JX039":  # for engineers: says what the engine said
        assert not ENGLISH.search(re.sub(r"│.*", "", run.err)), run.err
    assert "Traceback" not in run.err
    assert "没有生成" in run.err or case.code == "JX042"
    assert desk.outputs() == before, "an output was touched"


def test_brackets_do_not_crash(desk: Any) -> None:
    desk.first.write_text("[" * 100_000 + "]" * 100_000)
    from jixiao.model.load import load
    from jixiao.source.workspace import Workspace, department_year

    faults = load(Workspace(desk.root), department_year(desk.root / "sources/a/2024")).faults
    assert [one.code for one in faults] == ["JX015"]


def test_blank_value_is_allowed(desk: Any) -> None:
    desk.change("指标值: 2637 人", "指标值:")
    assert desk.run("build").code == 0


def test_bom_and_windows_line_ends_are_allowed(desk: Any) -> None:
    desk.first.write_bytes(b"\xef\xbb\xbf" + desk.first.read_bytes().replace(b"\n", b"\r\n"))
    run = desk.build()
    assert "JX" not in run.err


@pytest.mark.parametrize("where", ["file", "folder", "department", "year"])
def test_link_out_of_the_workspace(desk: Any, tmp_path: Path, where: str) -> None:
    outside = tmp_path / "别处"
    year = desk.root / "sources/a/2024"
    victim = {"file": desk.first, "folder": year / "projects", "department": year / DEPARTMENT, "year": year}[where]
    victim.rename(outside)
    victim.symlink_to(outside)
    run = desk.run("build")
    assert run.code == 3
    assert "[JX020]" in run.err
    assert "指到了工作文件夹以外" in run.err
    assert not desk.outputs()


def test_link_inside_the_workspace_is_read(desk: Any) -> None:
    other = desk.first.rename(desk.root / "共用.yaml")
    desk.first.symlink_to(other)
    desk.build()


def test_link_to_nowhere(desk: Any) -> None:
    (desk.first.parent / "02.yaml").symlink_to("nowhere.yaml")
    run = desk.run("build")
    assert (run.code, "projects/02.yaml: 错误[JX001] 找不到这个文件" in run.err) == (3, True)


SKIPPED = {
    "projects/02-乙.yaml.txt": "请改名为“02-乙.yaml”",
    "projects/03.yml": "请改名为“03.yaml”",
    "projects/05.YAML": "请改名为“05.yaml”",
    "projects/副本01.yaml": "复制出来的副本",
    "projects/01 (1).yaml": "复制出来的副本",
    "projects/方案.docx": "不是 .yaml 文件",
    "projects/2.公车购置.txt": "请改名为“2.公车购置.yaml”（在文件夹选项里去掉“隐藏已知文件类型的扩展名”",
    "projects/6.甲。yaml": "请改名为“6.甲.yaml”",
    "department.yml": "请改名为“department.yaml”",
    "04.yaml": "项目文件要放进 projects 文件夹",
}


CASCADES = [
    ("form word", ("总额", "预算数"), HEBEI, {"JX022"}),
    ("money", ("总额: 886", "总额: -"), None, {"JX025"}),
    ("blank funds", (FUNDS, "资金:\n"), None, {"JX024"}),
    ("blank indicators", (GROUPS, ""), None, {"JX024"}),
    ("level 2 at the top", (GROUPS, GROUPS.replace("\n  ", "\n")[2:]), None, {"JX009"}),
    (
        "level 1 as a level",
        (GROUPS, "  产出指标:\n" + re.sub("^(?=.)", "  ", GROUPS, flags=re.MULTILINE)),
        None,
        {"JX033"},
    ),
    ("level 1 for 绩效指标", ("绩效指标:\n", "产出指标:\n"), None, {"JX033"}),
    ("key with spaces", ("      指标值: 2637", "      指 标 值: 2637"), None, {"JX021"}),
    ("资金 as a text", (FUNDS, "资金: 886万\n"), None, {"JX023"}),
]


@pytest.mark.parametrize(
    ("project", "department", "codes"),
    [pytest.param(*one[1:], id=one[0]) for one in CASCADES],
)
def test_one_mistake_is_one_report(desk: Any, project: Change, department: Change | None, codes: set[str]) -> None:
    prepare(desk, Case("", "", "", "", project, department))
    run = desk.run("build")
    assert set(re.findall(r"错误\[(JX\d+)\]", run.err)) == codes, run.err
    places = re.findall(r"^(\S+): 错误", run.err, re.MULTILINE)
    assert len(places) == len(set(places)), run.err


def test_skipped_files_are_named(desk: Any) -> None:
    for name in SKIPPED:
        desk.write(f"sources/a/2024/{name}", "随便什么")
    for name in (".04.yaml.swp", "~$05.yaml", "01.yaml~", ".DS_Store"):
        desk.write(f"sources/a/2024/projects/{name}", "editors keep these")
    run = desk.build()
    for name, says in SKIPPED.items():
        (report,) = [one for one in run.err.split("\n\n") if f"/{name}: " in one]
        assert "提醒[JX019]" in report
        assert says in report
    assert run.err.count("JX019") == len(SKIPPED)


def test_misnamed_department_file_is_one_message(desk: Any) -> None:
    year = desk.root / "sources/a/2024"
    (year / DEPARTMENT).rename(year / "Department.yaml")
    if (year / DEPARTMENT).exists():
        pytest.skip("this disk takes capitals for small letters")
    run = desk.run("build")
    assert (run.code, re.findall(r"\[(JX\d+)\]", run.err)) == (3, ["JX041"])
    assert "sources/a/2024/Department.yaml: 错误[JX041] 缺少 department.yaml；“Department.yaml”的名称不对" in run.err
    assert "请改名为“department.yaml”" in run.err


WARNINGS = [
    ("cut by a remark", ("保障就餐", "巡查 #1 号闸"), None, "JX018", "projects/01.yaml:6:10"),
    ("typed number", ("保障就餐", "|\n  保障就餐\n  2. 提高质量"), HEBEI, "JX034", "projects/01.yaml:8:3"),
    ("half a sentence", ("保障就餐", "|\n  保障就餐，\n  提高质量"), HEBEI, "JX046", "projects/01.yaml:7:7"),
]


@pytest.mark.parametrize(
    ("project", "department", "code", "place"), [one[1:] for one in WARNINGS], ids=[one[0] for one in WARNINGS]
)
def test_warnings_do_not_stop_a_build(
    desk: Any, project: Change, department: Change | None, code: str, place: str
) -> None:
    prepare(desk, Case("", "", "", "", project, department))
    run = desk.build()
    assert f"sources/a/2024/{place}: 提醒[{code}]" in run.err
