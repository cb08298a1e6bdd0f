#!/usr/bin/env python3
"""Has LibreOffice write the workbooks in books/: the reader must not only know what our own writer makes.

Needs soffice (apt-get install libreoffice-calc). The books are committed; run this only to change one.
"""
import pathlib
import subprocess
import tempfile
from xml.sax.saxutils import escape

NS = " ".join(
    f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"'
    for k, v in dict(office="office", table="table", text="text", number="datastyle", style="style").items()
)
STYLES = """<office:automatic-styles>
<number:date-style style:name="N1"><number:year number:style="long"/><number:text>/</number:text><number:month/><number:text>/</number:text><number:day/></number:date-style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="N1"/>
</office:automatic-styles>"""


class Merged:
    def __init__(self, text, down=1, right=1):
        self.text, self.down, self.right = text, down, right


class Formula:
    def __init__(self, formula, value=None):
        self.formula, self.value = formula, value


class Day:
    def __init__(self, iso):
        self.iso = iso


COVERED = object()
_ = COVERED


def cell(v):
    if v is COVERED:
        return "<table:covered-table-cell/>"
    span = ""
    if isinstance(v, Merged):
        span = f' table:number-rows-spanned="{v.down}" table:number-columns-spanned="{v.right}"'
        v = v.text
    if v is None:
        return f"<table:table-cell{span}/>"
    if isinstance(v, Formula):
        kind = "float" if isinstance(v.value, (int, float)) else "string"
        shown = f' office:value="{v.value}"' if kind == "float" else f' office:string-value="{escape(str(v.value))}"'
        return f'<table:table-cell table:formula="of:{escape(v.formula, {chr(34): "&quot;"})}" office:value-type="{kind}"{shown}/>'
    if isinstance(v, Day):
        return f'<table:table-cell table:style-name="day" office:value-type="date" office:date-value="{v.iso}"/>'
    if isinstance(v, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(v).lower()}"/>'
    if isinstance(v, (int, float)):
        return f'<table:table-cell{span} office:value-type="float" office:value="{v}"/>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in v.split("\n"))
    return f'<table:table-cell{span} office:value-type="string">{lines}</table:table-cell>'


def book(name, **sheets):
    tables = "".join(
        f'<table:table table:name="{escape(title)}">'
        + "".join("<table:table-row>" + "".join(map(cell, row or [None])) + "</table:table-row>" for row in rows)
        + "</table:table>"
        for title, rows in sheets.items()
    )
    doc = f'<?xml version="1.0" encoding="UTF-8"?><office:document {NS} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">{STYLES}<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document>'
    here = pathlib.Path(__file__).parent / "books"
    with tempfile.TemporaryDirectory() as tmp:
        source = pathlib.Path(tmp) / f"{name}.fods"
        source.write_text(doc, encoding="utf-8")
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp}/profile", "--headless", "--convert-to", "xlsx", "--outdir", str(here), str(source)],
            check=True, stdout=subprocess.DEVNULL,
        )


LAW = "《中华人民共和国食品安全法》第一百二十四条第一款第（五）项"

# 1: a title over everything, heads of two rows, a blank row, entries over several rows.
book("headed", **{"2026年清单": [
    [Merged("澄河市涉企行政检查事项清单（示例）", right=24)] + [_] * 23,
    [Merged("序号", 2), Merged("检查事项编码", 2), Merged("检查事项", 2), Merged("检查主体", 2), Merged("对应事项", 2),
     Merged("检查类型", 2), Merged("行业", 2), Merged("检查对象", 2), Merged("检查内容与标准", right=2), _,
     Merged("检查方式", 2), Merged("检查依据", 2), Merged("年度频次上限\n（次）", 2), Merged("分级分类规则", 2),
     Merged("纳入综合查一次", 2), Merged("发布日期", 2), Merged("生效日期", 2), Merged("联合检查计划", right=7), *[_] * 6],
    [_] * 8 + ["检查内容", "检查标准"] + [_] * 7 + ["计划编号", "抽查领域", "配合部门", "抽查比例及频次", "检查时间", "组织层级", "事项类别"],
    [],
    [Merged(1, 2), Merged("JCSX-SCJG-001", 2), Merged("餐饮服务食品安全检查", 2), Merged("SCJG", 2), Merged("CH-SCJG-JC-001", 2),
     Merged("日常检查", 2), Merged("餐饮业", 2), Merged("餐饮服务提供者", 2), "健康证明", "在有效期内", Merged("现场检查", 2), Merged(LAW, 2),
     Merged(2, 2), Merged("风险等级A级每两年一次", 2), Merged("是", 2), Merged(Day("2026-01-15"), 2), Merged(Day("2026-03-01"), 2), *[None] * 7],
    [_] * 8 + ["进货查验记录", "票证齐全，可以追溯"] + [_] * 7 + [None] * 7,
    [2, "JCSX-SCJG-002", "价格检查", "SCJG", "CH-SCJG-JC-001", "专项检查", "餐饮业；住宿业", "经营者", "明码标价", "价签齐全",
     "现场检查；非现场检查", LAW, 1, "信用好的不查", "×", "2026-01-15", "2026-03-01", *[None] * 7],
    [3, "JCSX-SCJG-003", "校外培训机构联合检查", "SCJG", "CH-SCJG-JC-001", "联合检查", "校外培训", "校外培训机构", "办学资质", "证照齐全",
     "联合检查", LAW, 1, "按信用分级", "是", "2026-01-15", "2026-03-01", "澄双随机〔2026〕3号", "校外培训", "ZFJ\n澄河市司法局", "5%，每年一次", "4至6月", "县级", "重点检查事项"],
]})

# 2: full-width digits, letters and brackets; labels instead of codes, names instead of references.
book("fullwidth", **{"执法事项": [
    ["事项编码", "事项名称", "一句话说明", "事项类型", "子项", "实施主体", "承办机构", "实施层级", "行使方式", "赋权乡镇街道", "执法对象",
     "实施依据", "执法程序", "法定时限", "收费", "救济渠道", "监督电话", "状态", "生效日期"],
    ["ＣＨ－ＳＣＪＧ－ＣＦ－００１", "对（示例）违法行为的处罚", "卖了１份过期食品会怎样", "行政处罚", "经营过期食品；经营变质食品", "澄河市综合行政执法局(城市管理局)",
     "食品科", "设区的市级", "赋权乡镇街道", "城东街道\n城西街道", "食品经营者", "《中华人民共和国食品安全法》第１２４条第１款第（５）项",
     "立案\n调查\n告知；听证\n决定", "九十日", "不收费", "六十日内申请复议", "００００－１２３４５０２", "有效", "２０２６－０３－０１"],
]})

# 3: a benchmark as offices draw it: the violation once, merged, its tiers beside it.
tiers_heads = ["基准编码", "违法行为", "基准类别", "对应事项", "违反条款", "处罚依据", "裁量阶次", "违法程度", "适用情形", "情形关系", "处罚种类",
               "处罚标准", "下限", "上限", "单位", "制定机关", "文号", "适用层级", "备注", "生效日期"]
def benchmark(code, name, tiers):
    n = len(tiers)
    left = [code, name, "行政处罚", "CH-SCJG-CF-001", LAW, LAW]
    right = ["澄河市市场监督管理局", "澄市监规〔2026〕1号", "设区的市级\n县级", "减轻的不低于下限", "2026-03-01"]
    first = [Merged(v, n) for v in left] + tiers[0] + [Merged(v, n) for v in right]
    return [first] + [[_] * 6 + t + [_] * 5 for t in tiers[1:]]
book("tiers", **{"裁量基准": [
    [Merged("行政处罚裁量权基准（示例）", right=20)] + [_] * 19,
    tiers_heads,
    *benchmark("JZ-SCJG-001", "经营过期食品", [
        ["不予处罚", "轻微", "首次且及时改正", "须全部符合", "不予处罚", "不予处罚", None, None, None],
        ["从轻", "较轻", "货值不足一千元\n主动召回", "有一项即是", "罚款；没收违法所得", "处五千元以上二万元以下罚款", "５，０００", 20000, "元"],
        ["从重", "严重", "造成危害后果", "有一项即是", "罚款", "处货值十倍以上二十倍以下罚款", 10, 20, "倍"],
    ]),
    *benchmark("JZ-SCJG-002", "未按规定公示", [
        ["一般", "一般", "逾期不改", "有一项即是", "警告", "警告", "—", "—", "—"],
        ["从重", "严重", "两次以上", "有一项即是", "罚款", "处一千元罚款", 1000, 1000, "元"],
    ]),
]})

# 4: days in every form, flags and numbers as cells.
device_heads = ["设备编号", "设备名称", "设备类型", "执法单位", "设置地点", "纬度", "经度", "采集的违法行为", "依据", "法制审核日期", "技术审核日期",
                "检定有效期至", "启用日期", "提示标志", "公告", "状态", "生效日期", "失效日期"]
def device(n, *days, code=None, first=None):
    legal, technical, until, started, since, to = days
    return [code or f"SB-JTJ-00{n}", first or "卡口测速仪", "测速", "JTJ", "示例路口", 37.1, 117.5, "超速", LAW, legal, technical, until, started,
            "前方测速", "GG-2026-001", "启用", since, to]
book("days", **{"电子监控设备": [
    device_heads,
    device(1, Day("2026-01-05"), "2026/1/6", "2027年1月6日", "2026.2.1", 46082, None),
    device(2, "２０２６年１月５日", "20260106", "2027-01-06", "2026-2-1", "2026/03/01 00:00:00", "2027. 3. 1"),
]})

# 5: formulas, of which the sheet shows only what they came to; and an error.
book("formulas", **{"电子监控设备": [
    device_heads,
    device(1, "2026-01-05", "2026-01-06", "2027-01-06", "2026-02-01", "2026-03-01", None, first=Formula('=CONCATENATE("卡口";"测速仪")', "卡口测速仪")),
    device(2, "2026-01-05", Formula("=DATE(2026;1;6)", 46028), "2027-01-06", "2026-02-01", "2026-03-01", None),
    device(3, "2026-01-05", "2026-01-06", "2027-01-06", "2026-02-01", "2026-03-01", Formula("=1/0", "#DIV/0!")),
]})

leniency_heads = ["清单编码", "清单类型", "领域", "违法行为", "对应事项", "法律依据", "仅限首次", "适用条件", "除外情形", "除外领域", "实施主体",
                  "教育和责令改正要求", "生效日期"]
def leniency(n, basis=LAW, department="SCJG"):
    return [f"QD-BY-00{n}", "不予处罚清单", "市场监管", f"未按规定公示第{n}种", "CH-SCJG-CF-001", basis, "√", "首次；及时改正", "造成危害的", None,
            department, "责令改正", "2026-03-01"]
# 6: heads nobody knows, one twice.
book("unknown", **{"四张清单": [leniency_heads + ["经办人", "领域"], leniency(1) + ["某某", "市场监管"]]})
# 7: a column that must be there and is not.
book("missing", **{"四张清单": [[h for h in leniency_heads if h != "适用条件"], leniency(1)[:7] + leniency(1)[8:], leniency(2)[:7] + leniency(2)[8:]]})

# 8: the same code twice on a day, and two versions of which both would be in force.
words = ["词条编码", "老百姓的说法", "规范说法", "生效日期", "失效日期"]
book("twice", **{"词表": [
    words,
    ["TYC-001", "城管", "综合行政执法", "2026-01-01", "2026-07-01"],
    ["TYC-001", "城管局", "综合行政执法局", "2026-07-01", None],
    ["TYC-002", "罚多少", "裁量基准", "2026-01-01", None],
    ["TYC-002", "罚款多少", "裁量权基准", "2026-01-01", None],
    ["TYC-003", "卫生许可", "公共场所卫生许可", "2026-01-01", "2027-01-01"],
    ["TYC-003", "卫生许可证", "公共场所卫生许可", "2026-06-01", None],
    ["TYC-004", "停车", "机动车停放", "2026-06-01", "2026-06-01"],
]})

# 9: departments that do not exist, by code and by name, in a single reference and in a list.
book("strangers", **{"四张清单": [
    leniency_heads, leniency(1), leniency(2, department="SCJJ"), leniency(3, department="SCJG；澄河市不存在局"),
]})

# 10: provisions that end before the article, lack a bracket, or share a line.
book("statutes", **{"四张清单": [
    leniency_heads,
    leniency(1, "《中华人民共和国行政处罚法》"),
    leniency(2, "中华人民共和国行政处罚法第三十三条"),
    leniency(3, LAW + "\n《中华人民共和国行政处罚法》第三十三条和第三十四条"),
    leniency(4, "《中华人民共和国行政处罚法》第33条第1款"),
]})

# 11: HTML and scripts.
cases = ["案例编码", "标题", "案例类型", "关键词", "基本案情", "处置过程", "监督处理", "监督文书", "典型意义", "发布单位", "发布日期",
         "相关投诉类别", "相关事项", "相关裁量基准", "生效日期"]
def case(n, facts="某企业反映检查过多。", process="调取记录，当面核实。", handling="发出监督建议书。", meaning="检查要有计划。", name="某企业涉企检查监督案", code=None):
    return [code or f"AL-2026-00{n}", name, "监督纠错", "涉企检查；频次", facts, process, handling, "监督建议书", meaning, "SFJ", "2026-03-01", None, None, None, "2026-03-01"]
book("scripts", **{"典型案例": [
    cases,
    case(1, facts="某企业<script>alert(1)</script>反映"),
    case(2, process="见[说明](javascript:alert(1))", handling="![图](https://example.com/a.png)"),
    case(3, meaning="<img src=x onerror=alert(1)>"),
    case(4, code="<B>AL</B>"),
    case(5, facts="罚款 < 1000 元且 a > b 时不适用，见[条文](/matters)。"),
]})

# 12: codes, labels and numbers that are none of those.
inspection_heads = ["检查事项编码", "检查事项", "检查主体", "对应事项", "检查类型", "行业", "检查对象", "检查方式", "检查依据", "年度频次上限", "分级分类规则",
                    "纳入综合查一次", "发布日期", "生效日期"]
def inspection(code="JCSX-SCJG-001", kind="日常检查", sector="餐饮业", cap=2, once="是", day="2026-01-15", method="现场检查"):
    return [code, "餐饮检查", "SCJG", "CH-SCJG-JC-001", kind, sector, "餐饮服务提供者", method, LAW, cap, "按风险", once, day, "2026-03-01"]
book("wrong", **{"涉企检查事项": [
    inspection_heads,
    inspection("jcsx-scjg-001"),
    inspection("JCSX-SCJG-002", kind="突击检查"),
    inspection("JCSX-SCJG-003", sector="餐饮业；开饭店的"),
    inspection("JCSX-SCJG-004", cap=400),
    inspection("JCSX-SCJG-005", cap="约3次"),
    inspection("JCSX-SCJG-006", cap=1.5),
    inspection("JCSX-SCJG-007", once="也许"),
    inspection("JCSX-SCJG-008", day="2026-02-30"),
    inspection("JCSX-SCJG-009", method="现场检查；现场检查"),
    inspection("JCSX-SCJG-010", kind="联合检查"),
    inspection(None),
], "检查内容与标准": [
    ["检查事项编码", "检查内容", "检查标准"],
    *[[f"JCSX-SCJG-{n:03}", "健康证明", "在有效期内"] for n in range(2, 11)],
    ["JCSX-SCJG-999", "健康证明", "在有效期内"],
    ["jcsx-scjg-001", "健康证明", None],
]})
