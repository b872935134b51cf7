"""Word documents: all of their text, and the numerals that Word shows."""

import io

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from rag.files.numerals import SHOWN
from rag.files.word import word_text

NAMES = nsdecls("w")


def paragraph(inner, settings=""):
    return f"<w:p {NAMES}>{settings and f'<w:pPr>{settings}</w:pPr>'}{inner}</w:p>"


def run(words):
    return f"<w:r {NAMES}><w:t>{words}</w:t></w:r>"


def listed(words, number, level=0):
    at = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(run(words), at)


def read(*elements, lists="", styles=""):
    document = Document()
    body = document.element.body
    for element in elements:
        body.insert(len(body) - 1, parse_xml(element))
    numbering = document.part.numbering_part.element
    for made in parse_xml(f"<w:top {NAMES}>{lists}</w:top>"):
        first = numbering.find(qn("w:num"))
        if made.tag == qn("w:num"):
            numbering.append(made)
        else:
            first.addprevious(made)
    for made in parse_xml(f"<w:top {NAMES}>{styles}</w:top>"):
        document.styles.element.append(made)
    saved = io.BytesIO()
    document.save(saved)
    return word_text(saved.getvalue(), "通报.docx").split("\n")


def abstract(number, *levels):
    made = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{shape}"/></w:lvl>'
        for at, (style, shape, more) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{number}">{made}</w:abstractNum>'


def number(name, of, starts=""):
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{starts}</w:num>'


WRAPPERS = {
    "an insertion": "<w:ins>{}</w:ins>",
    "a moved passage": "<w:moveTo>{}</w:moveTo>",
    "a content control": "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "a field": '<w:fldSimple w:instr="DATE">{}</w:fldSimple>',
    "a smart tag": '<w:smartTag w:element="place">{}</w:smartTag>',
    "two wrappers": "<w:smartTag><w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt></w:smartTag>",
}


@pytest.mark.parametrize("wrapper", WRAPPERS.values(), ids=WRAPPERS)
def test_words_in_a_wrapper_are_read(wrapper):
    inner = run("追缴") + wrapper.format(run("36.5万元")) + run("。")
    assert read(paragraph(inner)) == ["追缴36.5万元。"]


def test_deleted_and_hidden_words_and_instructions_of_fields_are_not_read():
    gone = (
        "<w:del><w:r><w:delText>12万元</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('13万元')}</w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>14万元</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>'
    )
    assert read(paragraph(run("追缴") + gone + run("。"))) == ["追缴。"]


def test_a_paragraph_whose_mark_is_deleted_goes_on_in_the_next():
    deleted = "<w:rPr><w:del/></w:rPr>"
    first = paragraph(run("追缴"), deleted)
    assert read(first, paragraph(run("36.5万元。")), paragraph(run("约谈2人。"))) == [
        "追缴36.5万元。",
        "约谈2人。",
    ]
    assert read(first) == ["追缴"]
    lists = abstract(9, ("decimal", "%1.", "")) + number(9, 9)
    at = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="9"/></w:numPr>'
    one = paragraph(run("关于水费"), at + deleted)
    read_all = read(one, paragraph(run("的问题。")), listed("关于账目", 9), lists=lists)
    assert read_all == ["1.关于水费的问题。", "2.关于账目"]


def test_pinyin_above_a_word_is_not_read():
    ruby = (
        f"<w:r><w:ruby><w:rt>{run('pēi')}</w:rt><w:rubyBase>{run('胚')}</w:rubyBase></w:ruby></w:r>"
    )
    assert read(paragraph(ruby + run("芽"))) == ["胚芽"]


def test_a_content_control_around_the_whole_document_rows_and_cells_is_read():
    cell = f"<w:tc>{paragraph(run('退还4.8万元'))}</w:tc>"
    row = f"<w:tr><w:tc>{paragraph(run('1'))}</w:tc><w:sdt><w:sdtContent>{cell}</w:sdtContent></w:sdt></w:tr>"
    table = f"<w:tbl><w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:tbl>"
    inner = paragraph(run("一、整改情况")) + table
    lines = read(f"<w:sdt {NAMES}><w:sdtContent>{inner}</w:sdtContent></w:sdt>")
    assert lines == ["一、整改情况", "1\t退还4.8万元"]


def test_a_text_box_is_read_once_below_its_paragraph():
    box = f"<w:txbxContent>{paragraph(run('二是退还4.8万元。'))}</w:txbxContent>"
    drawn = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert read(paragraph(run("一是修订制度。") + drawn)) == ["一是修订制度。", "二是退还4.8万元。"]


def test_a_cell_over_several_columns_keeps_the_columns_behind_it_in_place():
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph(run("问题"))}</w:tc>'
    row = f"<w:tr>{wide}<w:tc>{paragraph(run('措施'))}</w:tc></w:tr>"
    group = wide.replace('w:val="2"', 'w:val="3"')
    assert read(f"<w:tbl {NAMES}>{row}<w:tr>{group}</w:tr></w:tbl>") == ["问题\t\t措施", "问题"]


def test_a_cell_over_several_rows_is_repeated_in_each():
    first = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph(run("问题"))}</w:tc>'
    below = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('')}</w:tc>"
    rows = "".join(
        f"<w:tr>{cell}<w:tc>{paragraph(run(words))}</w:tc></w:tr>"
        for cell, words in ((first, "一"), (below, "二"))
    )
    assert read(f"<w:tbl {NAMES}>{rows}</w:tbl>") == ["问题\t一", "问题\t二"]


def test_a_frame_of_one_cell_keeps_its_paragraphs_apart():
    cell = f"<w:tc>{paragraph(run('一、问题'))}{paragraph(run('二、问题'))}</w:tc>"
    assert read(f"<w:tbl {NAMES}><w:tr>{cell}</w:tr></w:tbl>") == ["一、问题", "二、问题"]


def test_an_automatic_numeral_alone_in_a_cell_is_the_cells_words():
    row = f"<w:tr><w:tc>{listed('', 71)}</w:tc><w:tc>{paragraph(run('问题'))}</w:tc></w:tr>"
    lists = abstract(77, ("decimal", "%1", "")) + number(71, 77)
    assert read(f"<w:tbl {NAMES}>{row}{row}</w:tbl>", lists=lists) == ["1\t问题", "2\t问题"]


def test_lists_of_one_abstract_list_share_a_counter_until_one_starts_anew():
    lists = (
        abstract(77, ("chineseCounting", "(%1)", ""), ("decimalEnclosedCircle", "%2", ""))
        + number(71, 77)
        + number(72, 77)
        + number(73, 77, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>')
    )
    lines = read(
        listed("甲", 71),
        listed("乙", 71, 1),
        listed("丙", 72),
        listed("丁", 72, 1),
        listed("戊", 73),
        listed("己", 73),
        lists=lists,
    )
    assert lines == ["(一)甲", "①乙", "(二)丙", "①丁", "(五)戊", "(六)己"]


def test_a_level_that_never_restarts_counts_on():
    lists = abstract(
        77, ("chineseCounting", "%1、", ""), ("decimal", "%2.", '<w:lvlRestart w:val="0"/>')
    ) + number(71, 77)
    lines = read(*(listed("项", 71, level) for level in (0, 1, 0, 1)), lists=lists)
    assert lines == ["一、项", "1.项", "二、项", "2.项"]


def test_a_list_is_found_along_the_styles_that_a_style_is_based_on():
    styles = (
        '<w:style w:type="paragraph" w:styleId="甲"><w:pPr><w:numPr><w:numId w:val="71"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="乙"><w:basedOn w:val="甲"/></w:style>'
    )
    lists = abstract(77, ("decimal", "%1.", "")) + number(71, 77)
    lines = read(
        paragraph(run("一"), '<w:pStyle w:val="甲"/>'),
        paragraph(run("二"), '<w:pStyle w:val="乙"/>'),
        paragraph(run("三"), '<w:pStyle w:val="乙"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
        lists=lists,
        styles=styles,
    )
    assert lines == ["1.一", "2.二", "三"]


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("chineseCountingThousand", "十二"),
        ("chineseLegalSimplified", "壹拾贰"[1:]),
        ("decimalEnclosedCircle", "⑫"),
        ("decimalEnclosedParen", "⑿"),
        ("decimalEnclosedFullstop", "⒓"),
        ("decimalZero", "12"),
        ("lowerRoman", "xii"),
        ("upperLetter", "L"),
    ],
)
def test_a_number_is_shown_in_the_format_of_its_level(style, shown):
    assert SHOWN[style](12) == shown


def test_a_footnote_stands_below_its_paragraph():
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document = Document()
    body = document.element.body
    reference = f'<w:r {NAMES}><w:footnoteReference w:id="2"/></w:r>'
    body.insert(0, parse_xml(paragraph(run("一是退还水费") + reference)))
    notes = f'<w:footnotes {NAMES}><w:footnote w:id="2">{paragraph(run("含利息。"))}</w:footnote></w:footnotes>'
    part = Part(
        PackURI("/word/footnotes.xml"), "application/xml", notes.encode(), document.part.package
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    saved = io.BytesIO()
    document.save(saved)
    assert word_text(saved.getvalue(), "通报.docx") == "一是退还水费\n含利息。"
