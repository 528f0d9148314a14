"""One table per record of the source format.

A row says how a key is called, what may stand there and what it is for. Decoding, the author's manual, the editor schema
and the importers all read these tables, so a field exists once.
"""

from typing import NamedTuple

# What a value may be. The decoder has one function a kind.
LINE = "一行文字"
PROSE = "一段或几段文字"
MONEY = "金额"
YEAR = "年度"
DATE = "日期"
CHOICE = "选项"
LINES = "几行文字，每行前加“- ”"
RECORD = "下一级栏目"
RECORDS = "几条，每条前加“- ”"
FUNDS = "各项资金"
PLAN = "各时点的百分数"
INDICATORS = "按二级指标分组的指标"
EXTRAS = "版式另外规定的栏目"
DEFAULTS = "项目的栏目"


class Field(NamedTuple):
    """One key of a record.

    Attributes:
        key: the Chinese key as typed.
        attr: the attribute of the model record.
        kind: one of the kinds above.
        help: what to write, for the manual and the editor.
        needed: decoding fails without content.
        present: decoding fails without the key; its content may be blank.
        example: a value as typed.
        choices: for CHOICE.
        record: for RECORD and RECORDS, the table of the records inside.
    """

    key: str
    attr: str
    kind: str
    help: str
    needed: bool = False
    present: bool = False
    example: str = ""
    choices: tuple[str, ...] = ()
    record: "Record | None" = None


class Record(NamedTuple):
    """A table of fields.

    Attributes:
        name: what people call such a record.
        by_key: the fields by their keys.
        duties: the fields that must be there.
        texts: key → attribute of the fields that take any text.
    """

    name: str
    fields: tuple[Field, ...]
    by_key: dict[str, Field]
    duties: tuple[Field, ...]
    texts: dict[str, str]


def record(name: str, *fields: Field) -> Record:
    """Make a record table with its index by key."""
    duties = tuple(field for field in fields if field.needed or field.present)
    texts = {field.key: field.attr for field in fields if field.kind in {LINE, PROSE}}
    return Record(name, fields, {field.key: field for field in fields}, duties, texts)


STAGES = ("一上", "二上", "批复", "调整")
PAGES = ("9704", "宽松")
YES_NO = ("是", "否")
DIRECTIONS = ("越高越好", "越低越好", "无")
SCOPES = ("全部项目", "部分项目")

ORGAN = record(
    "单位",
    Field("名称", "name", LINE, "单位全称，与公章一致。", needed=True, example="怀来县机关事务服务中心"),
    Field("编码", "code", LINE, "预算单位编码，前面的 0 要保留。", example="430001"),
    Field("区划", "region", LINE, "六位行政区划代码。", example="130730"),
)
MANAGER = record(
    "主管部门",
    Field("名称", "name", LINE, "主管部门全称。", example="平罗县机关事务服务中心"),
    Field("编码", "code", LINE, "主管部门编码，前面的 0 要保留。", example="068"),
)
NOTE = record(
    "说明",
    Field("规则", "rule", LINE, "对哪条检查意见作说明，写规则编号。", needed=True, example="JX205"),
    Field("位置", "place", LINE, "在哪一处，写栏目名称，用“/”连接。", example="绩效指标/成本指标/物业费支出"),
    Field(
        "理由", "reason", LINE, "为什么这样填，不少于六个字。", needed=True, example="县财政要求成本指标填报项目总额"
    ),
)
INDICATOR = record(
    "指标",
    Field("名称", "name", LINE, "三级指标名称。", needed=True, example="行政事业单位干部职工就餐人数"),
    Field("描述", "description", LINE, "指标怎样理解、怎样计算。", example="全年在机关食堂就餐的干部职工人数"),
    Field(
        "指标值", "value", LINE, "目标值，写明比较符号和计量单位。以 > 开头的要加引号。", present=True, example="≥95%"
    ),
    Field("依据", "basis", LINE, "指标值是怎样确定的。", example="上年实际完成 94%"),
    Field("权重", "weight", LINE, "分值。", example="10"),
    Field("备注", "remark", LINE, "其他需要说明的情况。"),
    Field(
        "方向",
        "direction",
        CHOICE,
        "指标值高好还是低好；从比较符号看得出来的不用写。",
        choices=DIRECTIONS,
        example="越高越好",
    ),
    Field("分档", "scale", LINES, "定性指标的分级标准，每级一行。", example="好：投诉 0 次"),
)
_FREE_PROJECT = (
    Field("主管部门", "department", RECORD, "主管部门的名称和编码；不写就是本单位。", record=MANAGER),
    Field("实施单位", "unit", LINE, "实施单位全称；不写就是本单位。", example="平罗县机关事务服务中心本级"),
    Field(
        "项目属性", "attribute", LINE, "按当地要求填写，例如新增项目、延续项目，或归口股室。", example="05-行政教科文室"
    ),
    Field("项目类别", "category", LINE, "项目的类别，检查时据此判断哪些指标必填。", example="货物购置"),
    Field("项目期", "period", LINE, "项目实施多长时间。", example="1 年"),
    Field("开始日期", "start", DATE, "项目开始的日期。", example="2025-01-01"),
    Field("结束日期", "end", DATE, "项目结束的日期。", example="2025-12-31"),
    Field("公开", "public", CHOICE, "写“否”，公开版里就没有这个项目。", choices=YES_NO, example="是"),
)
PROJECT = record(
    "项目",
    Field("项目名称", "name", LINE, "与预算批复的名称一致。", needed=True, example="干部就餐补助费"),
    Field("项目编码", "code", LINE, "预算一体化系统中的项目编码，一个字符都不改。", example="13073025P000895100013"),
    *_FREE_PROJECT,
    Field("资金", "funds", FUNDS, "项目资金，单位见版式说明；也可以写明单位，例如 60万元。", needed=True),
    Field("资金用途", "purpose", LINE, "钱用在什么地方。", example="用于公车购置"),
    Field("支出计划", "plan", PLAN, "到各时点累计支出的百分数。", example="24%"),
    Field(
        "绩效目标",
        "goal",
        PROSE,
        "预期达到的目标。一行一条，序号由版式编排，不用自己写。",
        example="保障县直机关干部职工就餐",
    ),
    Field(
        "测算", "costing", LINES, "数量 × 单价 × 期数，各行相加等于资金总额。", example="2637人 × 280元/人/月 × 12月"
    ),
    Field(
        "绩效指标", "indicators", INDICATORS, "先写二级指标名称，下面逐条写三级指标。", needed=True, record=INDICATOR
    ),
    Field(
        "上年项目",
        "previous",
        LINES,
        "本项目接续上年哪个项目，写上年的项目编码（没有编码的写名称）。",
        example="13073024P000895100013",
    ),
    Field("说明", "notes", RECORDS, "对检查意见的说明，不会印进公开文本。", record=NOTE),
    Field("其他栏目", "extras", EXTRAS, "版式另外规定的栏目。"),
)
#: What 项目默认 may hold: every field of one line, and 主管部门.
DEFAULT = record("项目默认", *_FREE_PROJECT, PROJECT.by_key["资金用途"])
SUBGOAL = record(
    "分项绩效目标",
    Field("名称", "name", LINE, "分项目标的标题，不写序号。", needed=True, example="公房管理规范化、科学化"),
    Field("绩效目标", "goal", PROSE, "这一项要做到什么。"),
    Field("绩效指标", "measures", PROSE, "用什么衡量，尽量写出数值。", example="周转房维修及时率大于90%。"),
    Field("项目", "projects", LINES, "与本项对应的预算项目，写项目编码。", example="13073025P000895100013"),
)
SAFEGUARD = record(
    "工作保障措施",
    Field("名称", "name", LINE, "措施的标题，不写序号。", needed=True, example="完善制度建设"),
    Field("内容", "content", PROSE, "具体怎样保障。"),
)
BUDGET = record(
    "预算",
    Field("项目支出", "amount", MONEY, "部门预算中项目支出的合计，用来核对各项目之和。", example="975.17"),
    Field("范围", "scope", CHOICE, "合计包括全部项目，还是只有编报目标的项目。", choices=SCOPES, example="全部项目"),
)
DEPARTMENT = record(
    "部门",
    Field("版式", "layout", LINE, "用哪种表样，用 jixiao layouts 查看。", needed=True, example="hebei-2025"),
    Field(
        "版面",
        "page",
        CHOICE,
        "9704 按公文格式国家标准排版；宽松的页边距较小。不写由版式决定。",
        choices=PAGES,
        example="9704",
    ),
    Field("单位", "organ", RECORD, "编报单位。", needed=True, record=ORGAN),
    Field("年度", "year", YEAR, "四位数字，与所在文件夹的名称相同。", needed=True, example="2025"),
    Field("阶段", "stage", CHOICE, "不写就是一上；批复和调整以外的都按草稿出文。", choices=STAGES, example="批复"),
    Field("编制日期", "date", DATE, "印在封面上，也是 PDF 的日期。", example="2025-01-20"),
    Field("项目默认", "defaults", DEFAULTS, "各项目相同的内容，写在这里，项目文件里就不用再写。", record=DEFAULT),
    Field("总体绩效目标", "overall", PROSE, "部门整体的绩效目标，一行一段。"),
    Field("分项绩效目标", "subgoals", RECORDS, "按职责分项的目标，每项前加“- ”。", record=SUBGOAL),
    Field("工作保障措施", "safeguards", RECORDS, "保障目标实现的措施，每条前加“- ”。", record=SAFEGUARD),
    Field("预算", "budget", RECORD, "部门预算的有关合计数，只用于核对，不印出。", record=BUDGET),
    Field("说明", "notes", RECORDS, "对检查意见的说明，不会印进公开文本。", record=NOTE),
)
#: One 采纳 of the reviewer. What it lacks is told by the checker, which then leaves it without effect.
ACCEPTANCE = record(
    "采纳",
    Field("规则", "rule", LINE, "采纳哪条检查意见，写规则编号。", example="JX205"),
    Field(
        "位置",
        "place",
        LINE,
        "在哪一处，写项目名称（或项目编码）和栏目名称，用“/”连接；与指纹写一样就行。",
        example="机关大楼运行经费/绩效指标/成本指标/物业费支出",
    ),
    Field("指纹", "fingerprint", LINE, "意见的编号，只采纳内容与现在完全相同的这一条。", example="0e468fc5cfe4"),
    Field("理由", "reason", LINE, "为什么采纳，必须写。", example="物业费按合同总价结算，没有单价"),
    Field("经办", "handler", LINE, "谁采纳的，必须写。", example="李某"),
    Field("日期", "date", DATE, "哪一天采纳的。", example="2025-01-06"),
    Field("期限", "until", DATE, "采纳到哪一天为止；不写就一直有效。", example="2025-12-31"),
    Field("文号", "document", LINE, "有批准文件的，写它的文号。", example="某财绩〔2025〕2号"),
)
#: One 对应 of the reviewer: which projects of last year became which of this year.
CORRESPONDENCE = record(
    "对应",
    Field(
        "旧",
        "old",
        LINES,
        "上年的项目，写项目编码（没有编码的写项目名称）；空着表示“新”里的是新项目。",
        present=True,
        example="13073024P000895100013",
    ),
    Field(
        "新",
        "new",
        LINES,
        "本年的项目，写法相同；空着表示“旧”里的确实取消了。一个对一个、几个并成一个、一个拆成几个都可以。",
        present=True,
        example="13073025P000895100013",
    ),
)
REVIEW = record(
    "审核",
    Field("采纳", "acceptances", RECORDS, "审核人同意保留的意见，每条前加“- ”。", record=ACCEPTANCE),
    Field(
        "对应",
        "links",
        RECORDS,
        "上年项目与本年项目怎样对应，两年对比时优先采用，每条前加“- ”。",
        record=CORRESPONDENCE,
    ),
)
RECORDS_OF_REVIEW = (REVIEW, ACCEPTANCE, CORRESPONDENCE)
RECORDS_OF_SOURCES = (DEPARTMENT, ORGAN, SUBGOAL, SAFEGUARD, BUDGET, PROJECT, MANAGER, INDICATOR, NOTE)


def known_keys() -> frozenset[str]:
    """Every key that any record of the sources has (not the words of forms)."""
    return frozenset(key for table in RECORDS_OF_SOURCES for key in table.by_key) | {"总额"}
