#!/usr/bin/env python3
"""Chinese text of the tree has full-width punctuation: no half-width bracket, comma, colon,
semicolon or mark stands beside a Chinese character. Reads what a person reads: texts and
attributes of XML, cells of CSV, translations, paragraphs of documents and manual pages.

    chinese.py FILE...    lists what is otherwise, a line each; status 1 when there is anything
"""
import csv
import re
import sys

HAN = '\u3400-\u9fff'
FULL = '\u3001-\u301f\uff00-\uff60'
HALF = re.compile('(?<=[%s%s])[(),;:!?]|[(),;:!?] ?(?=[%s])' % (HAN, FULL, HAN))
# f(a, g(b)): a formula, in which half-width is right
FORMULA = re.compile(r'[A-Za-z0-9_]\([^()（）]*\)')


def without_formulas(text):
    before = None
    while before != text:
        before, text = text, FORMULA.sub('f', text)
    return text


def xml_pieces(text):
    text = re.sub('<!--.*?-->', lambda m: '\n' * m.group().count('\n'), text, flags=re.S)
    for number, line in enumerate(text.split('\n'), 1):
        for piece in re.findall(r'"([^"]*)"|>([^<]*)', line):
            yield number, re.sub('&[a-z]+;', '', ''.join(piece))


def csv_pieces(text):
    rows = csv.reader(text.lstrip('\ufeff').split('\n'))
    for row in rows:
        # headings may have their unit in brackets of either width
        if rows.line_num > 1:
            for cell in row:
                yield rows.line_num, cell


def po_pieces(text):
    inside = False
    for number, line in enumerate(text.split('\n'), 1):
        if line.startswith(('msg', '#')):
            inside = line.startswith('msgstr')
        if inside and '"' in line:
            # the program's name stands before what it says as in other programs
            yield number, re.sub('"(shecang: )?', '', line, count=1).replace('\\n', '').replace('&amp;', '')


def page_pieces(text):
    code = False
    for number, line in enumerate(text.split('\n'), 1):
        if line.startswith('```'):
            code = not code
        elif not code and not line.startswith('    '):
            line = re.sub(r'`[^`]*`', 'x', line)
            line = re.sub(r'\]\([^)]*\)', ']', line)
            yield number, without_formulas(line)


def man_pieces(text):
    code = False
    for number, line in enumerate(text.split('\n'), 1):
        if line in ('.nf', '.fi'):
            code = line == '.nf'
        elif not code:
            # a section behind a name: shecang-plan (1)
            yield number, re.sub(r'\(\d\)', '', line)


READERS = {'xml': xml_pieces, 'csv': csv_pieces, 'po': po_pieces, 'md': page_pieces, '1': man_pieces}


def main():
    faults = 0
    for path in sys.argv[1:]:
        with open(path, encoding='utf-8') as file:
            text = file.read()
        for number, piece in READERS[path.rsplit('.', 1)[1]](text):
            if HALF.search(piece):
                print('%s:%d: %s' % (path, number, piece.strip()))
                faults += 1
    return faults > 0


sys.exit(main())
