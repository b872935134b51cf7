"""Small invented bulletins, parsed by the real parser."""

from rag.bulletin import Bulletin
from rag.parse.parse import parse_bulletin

PLACES = {"港务局": "云港市港务局", "园林局": "云港市园林局", "粮食局": "云港市粮食局"}

TEMPLATE = """中共{agency}党组关于巡察整改进展情况的通报

根据市委统一部署,2023年3月1日至2023年5月30日,市委第三巡察组对{agency}党组进行了巡察。2023年7月18日,市委第三巡察组向{agency}党组反馈了巡察意见。现将巡察整改进展情况予以公布。

一、巡察整改组织情况

局党组高度重视,成立整改工作领导小组,召开专题会议{meetings}次。

二、巡察反馈问题整改落实情况

1.关于政府采购不规范的问题。

整改情况:一是修订《采购管理办法》。二是开展采购培训{trainings}次。

2.关于党费收缴不及时的问题。

整改情况:一是补缴党费{dues}元。二是每月公示党费收缴情况。

三、下一步打算

持续巩固整改成果。

联系电话:0000-1234567。

中共{agency}党组
{date}
"""


def bulletin_text(
    agency: str = "云港市港务局", *, meetings: int = 3, trainings: int = 2, dues: int = 1200,
    date: str = "2024年1月15日",
) -> str:  # fmt: skip
    """Return the text of an invented bulletin."""
    return TEMPLATE.format(
        agency=agency, meetings=meetings, trainings=trainings, dues=dues, date=date
    )


def invented(agency: str = "云港市港务局", source: str = "port.txt", **facts: object) -> Bulletin:
    """Return an invented bulletin."""
    return parse_bulletin(bulletin_text(agency, **facts), source)  # type: ignore[arg-type]
