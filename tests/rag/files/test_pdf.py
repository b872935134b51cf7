"""A PDF's words as its pages say them, whatever lies across, beside or around them."""

import pytest

from rag.errors import UnreadableFileError
from rag.files.ocr import INSTALLED
from rag.files.paragraphs import FURNITURE, Row
from rag.files.pdf import pdf_contents
from rag.files.pictures import pages_in_words
from rag.files.sheet import set_across
from tests.support.make_documents import at, lines, outlined, printed, rule, scanned
from tests.support.page_cases import assert_read_as_told, names

TEXT = [
    "根据市委统一部署，市委第二巡察组对市水利局党组进行了巡察，并于六月反馈了巡察意见。现将整改进展情况予以公布。",
    "一、整改工作组织情况",
    "局党组召开专题会议三次，研究部署整改工作，成立由主要负责同志任组长的领导小组，建立台账，逐项销号。",
    "二、问题整改落实情况",
    "(一)关于“水费收缴不规范”的问题。一是修订办法，明确流程和责任分工；二是开展专项自查，约谈相关责任人。",
]
HALF = [words[:26] + "。" for words in TEXT] * 3


def pdf_text(data, name):
    """Return the words of a PDF."""
    return pdf_contents(data, name).text


@pytest.mark.parametrize("name", names(".pdf"))
def test_a_case_that_went_wrong_is_read(name):
    if name == "no-tounicode.pdf" and INSTALLED:
        pytest.skip("the extra reads it")
    assert_read_as_told(name)


@pytest.mark.parametrize(
    ("angle", "size", "gray", "x", "y"),
    [
        (40, 60, 0.8, 150, 600),
        (45, 20, 0.8, 150, 640),
        (-30, 40, 0, 100, 800),
        (10, 30, 0.9, 100, 680),
        (90, 36, 0.7, 200, 600),
        (270, 36, 0.7, 200, 800),
        (180, 30, 0.7, 400, 740),
        (0, 60, 0.8, 90, 700),
        (0, 12, 0.8, 96, 745),
    ],
)
def test_words_that_lie_across_the_text_are_not_part_of_it(angle, size, gray, x, y):
    mark = at(x, y, "内部资料仅供公开", size=size, angle=angle, gray=gray)
    for page in ([mark, *lines(TEXT)], [*lines(TEXT), mark]):
        assert pdf_text(printed([page]), "a.pdf").split("\n") == TEXT


def test_words_that_are_printed_twice_to_look_bold_are_read_once():
    twice = [piece for words in (72, 72.4) for piece in lines(TEXT, x=words)]
    assert pdf_text(printed([twice]), "a.pdf").split("\n") == TEXT


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("2024/11/30 16:27  市水利局", "http://localhost:8123/plain.html  {}/{}"),
        ("市水利局巡察整改通报", "第 {} 页 共 {} 页"),
        ("市水利局巡察整改通报 第{}页", "- {} -"),
        ("内部文件", "{} / {}"),
        ("", "市水利局 Page {} of {}"),
        ("市⽔利局", "第{}⻚ 共{}⻚"),  # radicals, as browsers print them
    ],
)
@pytest.mark.parametrize("pages", [2, 5])
def test_headers_and_footers_with_changing_numbers_are_left_out(head, foot, pages):
    made = [
        [
            at(20, 815, head.format(page + 1), size=8),
            *lines(rotated(page)),
            at(200, 20, foot.format(page + 1, pages), size=8),
        ]
        for page in range(pages)
    ]
    told = [words for page in range(pages) for words in rotated(page)]
    assert pdf_text(printed(made), "a.pdf").split("\n") == told


def rotated(by):
    """Return the text starting with another paragraph."""
    return TEXT[by:] + TEXT[:by]


def test_one_page_printed_by_a_browser_has_neither_its_time_nor_its_address():
    head, foot = at(20, 815, "11/30/26, 4:27 PM x", size=8), "file:///tmp/a.html 1/1"
    made = printed([[head, *lines(TEXT), at(20, 20, foot, size=8)]])
    assert pdf_text(made, "a.pdf").split("\n") == TEXT


def test_a_long_line_sets_no_margin():
    note = at(20, 400, "附注" * 25, size=11)
    assert pdf_text(printed([[*lines(TEXT), note]]), "a.pdf").split("\n")[:-1] == TEXT


def test_a_bracket_whose_box_starts_before_the_last_ones_stays_behind_it():
    page = [
        at(72, 780, "实施方案"),
        at(121, 780, "("),
        at(119, 780, "《关于推动发展的通知》)。"),
    ]
    assert pdf_text(printed([[*page, *lines(TEXT, y=750)]]), "a.pdf").split("\n") == [
        "实施方案(《关于推动发展的通知》)。",
        *TEXT,
    ]


def test_a_line_that_ends_short_since_the_next_could_not_be_broken_goes_on():
    page = [
        *lines([TEXT[0]], y=780),
        at(96, 720, "(一)关于“资金管理不严”的问题。一是修订市级专项资金管理办法"),
        at(72, 702, "〔2023〕15号文件，明确责任；二是追缴资金。"),
        *lines(TEXT[2:], y=684),
    ]
    read = pdf_text(printed([page]), "a.pdf").split("\n")
    assert (
        read[1]
        == "(一)关于“资金管理不严”的问题。一是修订市级专项资金管理办法〔2023〕15号文件，明确责任；二是追缴资金。"
    )


def test_a_space_between_paragraphs_parts_them_where_a_line_is_full():
    full, told = "甲" * 71 + "。", "修订办法，明确责任，公示标准。"
    page = []
    for number in range(6):
        y = 780 - 84 * number
        page += [at(72, y, full[:36]), at(72, y - 18, full[36:]), at(72, y - 48, told)]
    assert pdf_text(printed([page]), "a.pdf").split("\n") == [full, told] * 6


def test_the_page_of_a_longer_document_says_that_it_is_one():
    made = [[*lines(TEXT), at(200, 20, "第 1 页 共 3 页", size=9)]]
    assert pdf_text(printed(made), "a.pdf").split("\n") == [*TEXT, "第 1 页 共 3 页"]


@pytest.mark.parametrize("form", FURNITURE, ids=lambda form: form.name)
def test_a_form_of_a_pages_edge_takes_its_example_only(form):
    assert form.words.fullmatch(form.takes)
    assert not form.words.fullmatch(form.leaves)


@pytest.mark.parametrize("shift", [0, 7])
def test_columns_are_read_one_after_the_other(shift):
    left = lines(HALF[:8], width=18, y=700)
    right = lines(HALF[8:], x=316, width=18, y=700 - shift)
    title = at(120, 760, "关于巡察整改进展情况的通报全文公开", size=20)
    read = pdf_text(printed([[title, *left, *right]]), "a.pdf").split("\n")
    assert read == ["关于巡察整改进展情况的通报全文公开", *HALF]


def test_three_columns_are_read_one_after_the_other():
    page = [
        piece
        for n in range(3)
        for piece in lines(HALF[4 * n : 4 * n + 4], x=30 + 262 * n, width=20, y=500)
    ]
    assert pdf_text(printed([page], box=(842, 595)), "a.pdf").split("\n") == HALF[:12]


def test_a_header_over_two_columns_is_left_out_whole():
    page = [
        at(20, 815, "11/30/26, 4:27 PM", size=8),
        at(400, 815, "x", size=8),
        *lines(HALF[:8], width=18, y=700),
        *lines(HALF[8:], x=316, width=18, y=700),
        at(20, 20, "http://localhost/a.html", size=8),
        at(560, 20, "1/1", size=8),
    ]
    assert pdf_text(printed([page]), "a.pdf").split("\n") == HALF


def test_a_line_over_both_columns_parts_what_stands_above_from_what_stands_below():
    upper = [*lines(HALF[:3], width=18), *lines(HALF[3:6], x=316, width=18)]
    lower = [*lines(HALF[6:9], width=18, y=560), *lines(HALF[9:12], x=316, width=18, y=560)]
    across = at(72, 600, "横贯两栏的一行小标题写在中间把上下两部分分开来读", size=16)
    read = pdf_text(printed([[*upper, across, *lower]]), "a.pdf").split("\n")
    assert read == [*HALF[:6], "横贯两栏的一行小标题写在中间把上下两部分分开来读", *HALF[6:12]]


def test_a_paragraph_goes_on_from_column_to_column():
    page = [
        *lines(["甲" * 160], width=18, y=700),
        *(at(316, 700 - 18 * n, "乙" * 18) for n in range(9)),
    ]
    assert pdf_text(printed([page]), "a.pdf") == "甲" * 160 + "乙" * 162


def test_a_page_of_short_lines_has_no_columns():
    page = [at(72, 780 - 18 * n, "序号一") for n in range(12)]
    page += [at(400, 780 - 18 * n, "已完成整改") for n in range(12)]
    assert pdf_text(printed([page]), "a.pdf").startswith("序号一 已完成整改")


def turned(angle, box):
    """Return the text as lines at an angle on a page of this size."""
    pieces, place = [], {90: (100, 60), 270: (490, 790), 180: (520, 90)}[angle]
    step = {90: (18, 0), 270: (-18, 0), 180: (0, 18)}[angle]
    way = {90: (0, 12), 270: (0, -12), 180: (-12, 0)}[angle]
    row = 0
    for words in TEXT:
        rest, indent = words, 2
        while rest:
            x = place[0] + step[0] * row + way[0] * indent
            y = place[1] + step[1] * row + way[1] * indent
            pieces.append(at(x, y, rest[: 36 - indent], angle=angle))
            rest, indent, row = rest[36 - indent :], 0, row + 1
    return pieces


@pytest.mark.parametrize(("angle", "rotate"), [(90, 90), (90, 0), (270, 0), (180, 0), (180, 180)])
def test_a_page_that_was_printed_turned_is_read(angle, rotate):
    made = printed([turned(angle, (595, 842))], rotate=rotate)
    assert pdf_text(made, "a.pdf").split("\n") == TEXT


def test_a_landscape_page_is_read_beside_upright_ones():
    made = printed([lines(TEXT, y=560, width=58)], box=(842, 595))
    assert pdf_text(made, "a.pdf").split("\n") == TEXT


def test_a_page_that_is_written_downwards_is_read():
    pieces, column = [], 0
    for words in TEXT:
        rest, indent = words, 2
        while rest:
            pieces += [
                at(500 - 20 * column, 760 - 12 * (indent + n), char)
                for n, char in enumerate(rest[: 36 - indent])
            ]
            rest, indent, column = rest[36 - indent :], 0, column + 1
    assert pdf_text(printed([pieces]), "a.pdf").split("\n") == TEXT


def test_marks_set_for_vertical_text_are_the_usual_ones():
    assert set_across("甲︑乙︐︵丙︶﹁丁﹂︒") == "甲、乙，（丙）「丁」。"


def test_a_title_is_not_part_of_a_paragraph_without_indent():
    title = at(72, 780, "中共禾州市水利局党组关于巡察整改进展情况的通报", size=19)
    body = [at(72, 740, "甲" * 36), at(72, 722, "乙" * 36), at(72, 704, "丙" * 9)]
    read = pdf_text(printed([[title, *body]]), "a.pdf").split("\n")
    assert [len(words) for words in read] == [23, 81]


@pytest.mark.parametrize(
    "title",
    [
        ["中共禾州市水利局党组关于巡察", "整改进展情况的通", "报"],
        ["中共禾州市水利局党组", "关于巡察整改进展情况的通报"],
        ["中共禾州市水利局党组关于巡察整改情况的通", "报"],
    ],
)
def test_the_lines_of_a_centred_title_are_one(title):
    top = [at(288 - 10 * len(words), 780 - 28 * n, words, size=20) for n, words in enumerate(title)]
    read = pdf_text(printed([[*top, *lines(TEXT, y=640)]]), "a.pdf").split("\n")
    assert read == ["".join(title), *TEXT]


def test_centred_headings_in_the_texts_own_letters_stay_apart():
    page = [at(240, 780, "一、基本情况"), at(240, 762, "二、整改情况"), *lines(TEXT, y=700)]
    assert pdf_text(printed([page]), "a.pdf").split("\n")[:2] == ["一、基本情况", "二、整改情况"]


COLUMNS = (72, 112, 252, 452, 522)
HEAD = ("序号", "反馈问题", "整改措施", "完成情况")


def grid(rows, y, *, closed=True, top=True):
    """Return a ruled table: each row a list of cells, each cell a list of lines."""
    pieces, start = ([rule(72, y, 522, y)] if top else []), y
    for order, row in enumerate(rows, 1):
        for x, cell in zip(COLUMNS, row, strict=False):
            pieces += [at(x + 4, y - 14 - 14 * n, words, size=11) for n, words in enumerate(cell)]
        y -= 14 * max(map(len, row)) + 8
        if closed or order < len(rows):
            pieces.append(rule(72, y, 522, y))
    return pieces + [rule(x, start, x, y) for x in COLUMNS]


def record(number):
    return [
        [str(number)],
        [f"第{number}类台账不", "规范"],
        ["一是修订管理办法,明确", "责任。二是补录台账,开", "展培训。"],
        ["已完成"],
    ]


def told(number):
    return f"{number}\t第{number}类台账不规范\t一是修订管理办法,明确责任。二是补录台账,开展培训。\t已完成"


def broken(number, cut):
    """Return a record's part on the page it starts on, and its rest."""
    whole = record(number)
    return [cell[:cut] for cell in whole], [cell[cut:] or [""] for cell in whole]


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("cut", [1, 2])
@pytest.mark.parametrize("repeated", [True, False])
def test_a_row_that_breaks_over_pages_is_whole(closed, cut, repeated):
    head = [[words] for words in HEAD]
    first, rest = broken(2, cut)
    upper = grid([head, record(1), first], 780, closed=closed)
    lower = grid([*([head] if repeated else []), rest, record(3)], 780, top=closed)
    feet = [at(280, 20, f"- {n} -", size=9) for n in (1, 2)]
    read = pdf_text(printed([[*upper, feet[0]], [*lower, feet[1]]]), "a.pdf").split("\n")
    assert read == ["\t".join(HEAD), told(1), told(2), told(3)]


def test_a_row_longer_than_a_page_without_rules_across_is_whole():
    head = [[words] for words in HEAD]
    pages = [
        grid([head, [["1"], ["账目不清"], ["一是修订办法,"], ["已完成"]]], 780, closed=False),
        grid([[[""], [""], ["明确责任,"], [""]]], 780, closed=False, top=False),
        grid([[[""], [""], ["开展培训。"], [""]], record(2)], 780, top=False),
    ]
    read = pdf_text(printed(pages), "a.pdf").split("\n")
    assert read[1:] == ["1\t账目不清\t一是修订办法,明确责任,开展培训。\t已完成", told(2)]


def test_a_finished_row_is_not_joined_to_the_next_pages_first():
    head = [[words] for words in HEAD]
    pages = [grid([head, record(1)], 780), grid([record(2)], 780)]
    assert pdf_text(printed(pages), "a.pdf").split("\n")[1:] == [told(1), told(2)]


def test_a_watermark_over_a_table_is_in_no_cell():
    mark = at(120, 690, "内部资料", size=40, angle=30, gray=0.8)
    page = [mark, *grid([[[words] for words in HEAD], record(1)], 780)]
    assert pdf_text(printed([page]), "a.pdf").split("\n") == ["\t".join(HEAD), told(1)]


@pytest.mark.skipif(INSTALLED, reason="the extra is installed")
def test_words_that_every_page_repeats_do_not_make_a_scan_a_text():
    page = [at(100, 400, "市水利局内部资料仅供公开使用", angle=30)]
    with pytest.raises(UnreadableFileError, match="扫描件"):
        pdf_text(printed([page, page]), "a.pdf")


@pytest.mark.skipif(INSTALLED, reason="the extra is installed")
def test_glyphs_without_a_meaning_are_named_with_the_way_out():
    page = [*lines(TEXT), *lines(["āáǎà" * 9], y=300)]
    with pytest.raises(UnreadableFileError, match=r"ToUnicode.*OCR"):
        pdf_text(printed([page]), "a.pdf")


WHOLE = (0, 0, 595, 842)


@pytest.mark.parametrize(
    ("page", "named"),
    [
        ([scanned(*WHOLE)], True),
        ([scanned(60, 200, 535, 780), at(280, 30, "- 2 -", size=9)], True),
        ([scanned(0, 421, 595, 842), scanned(0, 0, 595, 421)], True),
        ([outlined(300)], True),
        ([scanned(200, 700, 260, 740), at(280, 30, "- 2 -", size=9)], False),
        ([outlined(20)], False),
        ([], False),
        ([scanned(*WHOLE), *lines(TEXT)], False),
    ],
)
def test_a_page_that_is_a_picture_among_others_is_named(page, named):
    made = printed([lines(TEXT), page, lines(TEXT[::-1])])
    read = pdf_contents(made, "a.pdf", recognise=None)
    assert [words in read.text for words in TEXT] == [True] * len(TEXT)
    assert read.unread == named
    assert [("第 2 页是图片" in said, "requirements-ocr" in said) for said in read.warnings] == (
        [(True, True)] if named else []
    )


def test_pages_that_are_pictures_are_recognised_in_their_places():
    def recognise(data, pages):
        assert pages == [1, 3]
        return [Row("(二)关于“账目不清”的问题。", 72, 300, 80, 13, 1)]

    picture = [scanned(*WHOLE)]
    made = printed([lines(TEXT), picture, lines(["三、下一步打算"]), picture])
    read = pdf_contents(made, "a.pdf", recognise)
    assert read.text.split("\n") == [*TEXT, "(二)关于“账目不清”的问题。", "三、下一步打算"]
    assert [said.split("：")[0] for said in read.warnings] == [
        "第 2 页是图片，由文字识别（OCR）读入",
        "第 4 页是图片，没有识别出文字",
    ]
    assert read.unread == 1


@pytest.mark.parametrize(
    ("numbers", "said"),
    [([1], "第 2 页"), ([0, 1, 2, 5], "第 1–3、6 页"), ([2, 4], "第 3、5 页")],
)
def test_pages_are_named_as_people_count_them(numbers, said):
    assert pages_in_words(numbers) == said


def test_a_pdf_without_pages_says_so():
    with pytest.raises(UnreadableFileError, match="没有页"):
        pdf_text(printed([]), "a.pdf")
