"""The sheet 说明 of a 填报表: how to fill it in."""

from collections.abc import Iterator

from jixiao.model.form import Form


def guide(form: Form, year: str) -> Iterator[tuple[str, str]]:
    """Title and text, line by line."""
    yield f"{year} 年度绩效目标填报表", ""
    yield "表样", f"{form.title}（{form.name}）。金额以{form.unit}计；要用别的单位就写明，例如 60万元、600000元。"
    yield "填哪里", "“部门”“项目”“指标”三张表必填，其余几张有内容才填。每一列的要求写在列名的批注里，鼠标移到列名上就会显示。"
    yield "颜色", "橙色的列必须填写；黄色的列这种表要求填写；蓝色的列有内容就填；灰色的列这种表不印，没有特别需要不用填。"
    yield "项目", "每个项目一行。最后一列“文件名”不用改；新增的项目在下面接着填，文件名空着。"
    yield "指标", "每条三级指标一行；“项目”一列写项目名称，“二级指标”从下拉框里选。一级指标不用写。"
    yield "换行", "一格里要分几行时按 Alt+Enter。绩效目标一行一条，序号由程序编排。"
    yield "增删", "可以插入行、删除行、排序、留空行、调整列宽。序号只管先后次序，插入的行可以空着。请不要改列名。"
    yield "数字", "所有的格都是文本格式，068、43.3800 这样的写法会原样保留。从别的表粘贴时，请用“选择性粘贴”里的“数值”。"
    yield "没有内容", "没有内容就空着，不要写“无”“/”或“-”。"
    yield "保存", "保存成 .xlsx 格式，不要加密码。"
    yield "读回", "填好后运行：jixiao import 填报表.xlsx --into sources/部门/年度。加上 --dry-run 只看会改哪些地方，不写入。"
    yield "删除项目", "在表里删去一个项目，读回时不会删掉它的文件，只会提醒。确实不要的，请自己删去那个文件。"
