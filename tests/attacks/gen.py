#!/usr/bin/env python3
"""Hostile and faulty scenarios: every file is BASE with one thing changed.

    gen.py FOLDER

writes the files and FOLDER/MANIFEST.tsv: file, expected class, reason. Classes:
OK accept; SYNTAX not well-formed; POLICY refused construct (document type,
compression, encoding, size, depth, hidden characters); SCHEMA wrong structure;
VALUE bad number or id; REF dangling or cyclic reference. Alternatives are
separated by a bar."""
import gzip
import lzma
import os
import sys

FOLDER = sys.argv[1]
BASE = '''<?xml version="1.0" encoding="UTF-8"?>
<scenario xmlns="urn:shecang:scenario:1" version="1.0" id="base">
  <title>Base</title>
  <horizon start="2026-12-01T08:00:00+08:00" period="P1D" count="2"/>
  <items><item id="water" unit="LTR"/></items>
  <groups><group id="general"/></groups>
  <places>
    <place id="d1" kind="district"/>
    <place id="depot" in="d1" kind="depot"/>
    <place id="s1" in="d1" kind="community"><people group="general" count="40" households="12"/></place>
  </places>
  <holders>
    <holder id="h1" kind="government" place="depot"><terms notice="PT2H" reach="anywhere"/></holder>
    <holder id="h2" kind="household" place="s1"><covers people="9"/></holder>
  </holders>
  <stock as-of="2026-11-30T20:00:00+08:00">
    <line item="water" holder="h1" quantity="100"/>
    <line item="water" holder="h2" quantity="7"/>
  </stock>
  <routes><route from="depot" to="s1" lead="PT2H" cost-per-kg="3" capacity-kg="50"/></routes>
  <demand><need place="s1" item="water" group="general" quantity="80" from="1" to="1"/></demand>
</scenario>
'''
BASE = BASE.replace('unit="LTR"/>', 'unit="LTR" mass-kg="1"/>')
MANIFEST = []


def put(name, data, verdict, why):
    if isinstance(data, str):
        data = data.encode('utf-8')
    with open(os.path.join(FOLDER, name), 'wb') as f:
        f.write(data)
    MANIFEST.append((name, verdict, why))


def sub(old, new, body=None):
    body = BASE if body is None else body
    assert old in body, old
    return body.replace(old, new, 1)


def raw(old, new):
    body = BASE.encode()
    assert old in body, old
    return body.replace(old, new, 1)


def dtd(declaration, body=None):
    return sub('<scenario', declaration + '\n<scenario', body)


def inside_title(text):
    return sub('>Base<', '>' + text + '<')


Q = 'quantity="80"'
ITEM = '<item id='

# 00 good
put('00-good.xml', BASE, 'OK', 'the base')
put('01-good-bom.xml', b'\xef\xbb\xbf' + BASE.encode(), 'OK', 'UTF-8 byte order mark')
put('02-good-crlf.xml', BASE.replace('\n', '\r\n'), 'OK', 'CRLF line ends')
put('03-good-comments-pi-cdata.xml', sub('>Base<', '><![CDATA[Base]]><', sub(ITEM, '<!-- note --><?planner keep?><item id=')), 'OK', 'comment and processing instruction are ignored')
put('04-good-unicode-names.xml', inside_title('张家超市 \U0001F4A7'), 'OK', 'CJK and emoji in a text')
put('05-good-no-declaration.xml', BASE.split('\n', 1)[1], 'OK', 'no XML declaration')
put('06-good-character-references.xml', sub('id="water"', 'id="&#119;ater"'), 'OK', 'character references in an id')

# 10 external things and entities
put('10-xxe-file.xml', dtd('<!DOCTYPE scenario [<!ENTITY x SYSTEM "file:///etc/passwd">]>', inside_title('&x;')), 'POLICY', 'a local file as entity; refused before any open()')
put('11-xxe-http.xml', dtd('<!DOCTYPE scenario [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>', inside_title('&x;')), 'POLICY', 'an entity from the network; no connect()')
put('12-xxe-param.xml', dtd('<!DOCTYPE scenario [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]>'), 'POLICY', 'parameter entity, out of band')
put('13-dtd-external.xml', dtd('<!DOCTYPE scenario SYSTEM "http://127.0.0.1:9/s.dtd">'), 'POLICY', 'external document type')
put('14-dtd-default-attribute.xml', dtd('<!DOCTYPE scenario [<!ATTLIST line quantity CDATA "1000000">]>'), 'POLICY', 'default attributes from a document type')
laughs = ''.join(f'<!ENTITY a{i} "{("&a%d;" % (i - 1)) * 10}">' for i in range(1, 10))
put('15-entity-billion-laughs.xml', dtd('<!DOCTYPE scenario [<!ENTITY a0 "lol">' + laughs + ']>', inside_title('&a9;')), 'POLICY', 'exponential expansion')
put('16-entity-quadratic.xml', dtd('<!DOCTYPE scenario [<!ENTITY a "' + 'A' * 60000 + '">]>', inside_title('&a;' * 4000)), 'POLICY', 'quadratic expansion, 240 MB')
put('17-entity-undefined.xml', inside_title('&nbsp;'), 'SYNTAX', 'an entity of HTML')
put('18-entity-cycle.xml', dtd('<!DOCTYPE scenario [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', inside_title('&a;')), 'POLICY', 'entities in a circle')
put('19-xinclude.xml', sub(ITEM, '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/><item id='), 'SCHEMA', 'XInclude is an unknown element')
put('20-xinclude-self.xml', sub(ITEM, '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="20-xinclude-self.xml"/><item id='), 'SCHEMA', 'inclusion of itself')
put('21-schemalocation.xml', sub('<scenario', '<scenario xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="http://127.0.0.1:9/evil.xsd"'), 'SCHEMA', 'an input does not choose its schema')
put('22-pi-stylesheet.xml', sub('?>\n', '?>\n<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/x.xsl"?>\n'), 'OK', 'instruction ignored, no connect()')
put('23-href-outside.xml', sub('</holders>', '</holders><sources><source href="../../../etc/passwd" format="csv"/></sources>'), 'SOURCE', 'a source outside the folder')
put('24-href-absolute.xml', sub('</holders>', '</holders><sources><source href="/etc/passwd" format="csv"/></sources>'), 'SOURCE', 'a source with an absolute name')
put('25-href-url.xml', sub('</holders>', '</holders><sources><source href="http://127.0.0.1:9/x.xml"/></sources>'), 'SOURCE', 'a source from the network')
os.symlink('/etc/passwd', os.path.join(FOLDER, 'link.csv'))
put('26-href-link.xml', sub('</holders>', '</holders><sources><source href="link.csv"/></sources>'), 'SOURCE', 'a link that leads outside')

# 30 size, depth, compression
put('30-deep-nesting.xml', '<scenario>' + '<a>' * 100000 + '</a>' * 100000 + '</scenario>', 'POLICY|SCHEMA', 'depth 100,000')
put('30b-deep-extension.xml', sub('</scenario>', '<extension>' + '<a>' * 100000 + '</a>' * 100000 + '</extension></scenario>'), 'POLICY', 'depth 100,000 where anything is allowed')
put('31-attr-10mb.xml', sub(Q, 'quantity="' + '9' * 10_500_000 + '"'), 'POLICY|SYNTAX', 'an attribute of 10.5 MB')
put('32-many-attrs.xml', sub(ITEM, '<item ' + ' '.join(f'a{i}="1"' for i in range(20000)) + ' id='), 'SCHEMA|POLICY', '20,000 attributes')
put('33-long-name.xml', sub(ITEM, '<' + 'n' * 200000 + '/><item id='), 'POLICY|SYNTAX', 'a name of 200,000 bytes')
put('34-text-flood.xml', sub(ITEM, 'x' * 3_000_000 + '<item id='), 'SCHEMA|POLICY', 'text where none is allowed')
put('34b-title-flood.xml', inside_title('x' * 3_000_000), 'POLICY', 'a title of 3 MB')
bomb = sub('</scenario>', ' ' * 20_000_000 + '</scenario>').encode()
put('35-gzip-bomb.xml', gzip.compress(bomb, 6), 'POLICY', 'gzip: libxml2 inflates files silently')
put('36-xz-bomb.xml', lzma.compress(bomb, preset=0), 'POLICY', 'xz: libxml2 inflates files silently')
put('36b-zip.xml', b'PK\x03\x04' + b'\0' * 100, 'POLICY', 'a spreadsheet saved under another name')
put('37-namespaces-flood.xml', sub(ITEM, '<item ' + ' '.join(f'xmlns:n{i}="u{i}"' for i in range(5000)) + ' id='), 'SCHEMA|POLICY', '5,000 namespaces')
put('38-comment-flood.xml', BASE + '<!--' + 'x' * 11_000_000 + '-->', 'POLICY|SYNTAX', 'a comment of 11 MB')
put('39-blank-flood.xml', sub('</scenario>', ' ' * 20_000_000 + '</scenario>'), 'OK', '20 MB of blanks cost nothing')

put('39b-many-norms.xml', sub('</scenario>', '<norms>' + ''.join(f'<norm id="n{i}"/>' for i in range(100000)) + '</norms></scenario>'), 'OK', '100,000 norms cost little')
put('39c-many-packs.xml', sub('mass-kg="1"/>', 'mass-kg="1">' + ''.join(f'<pack id="p{i}" contains="1"/>' for i in range(100000)) + '</item>'), 'POLICY', '100,000 packs of an item')

# 40 encoding
put('40-nul.xml', raw(b'unit="LTR"', b'unit="LTR\x00"'), 'SYNTAX', 'a NUL byte')
put('41-bad-utf8.xml', raw(b'unit="LTR"', b'unit="\xc3\x28"'), 'SYNTAX', 'invalid UTF-8')
put('42-overlong-utf8.xml', raw(b'unit="LTR"', b'unit="\xc0\xbc"'), 'SYNTAX', 'overlong UTF-8')
put('43-surrogate-utf8.xml', raw(b'unit="LTR"', b'unit="\xed\xa0\x80"'), 'SYNTAX', 'a surrogate in UTF-8')
put('44-utf16.xml', BASE.replace('UTF-8', 'UTF-16').encode('utf-16'), 'POLICY', 'UTF-16 with byte order mark')
put('44b-utf16-bare.xml', BASE.replace('UTF-8', 'UTF-16').encode('utf-16-le'), 'POLICY', 'UTF-16 without byte order mark')
put('45-utf32.xml', BASE.replace('UTF-8', 'UTF-32').encode('utf-32'), 'POLICY', 'UTF-32')
put('46-gb18030.xml', BASE.replace('UTF-8', 'GB18030').replace('Base', '升').encode('gb18030'), 'POLICY', 'GB18030 declared')
put('46b-gb18030-undeclared.xml', BASE.split('\n', 1)[1].replace('Base', '升的').encode('gb18030'), 'SYNTAX', 'GB18030 not declared')
put('47-utf7.xml', BASE.replace('UTF-8', 'UTF-7'), 'POLICY', 'UTF-7 declared')
put('48-charref-zero.xml', sub('unit="LTR"', 'unit="&#0;"'), 'SYNTAX', 'reference to NUL')
put('49-control-chars.xml', sub('id="h1" kind', 'id="h1&#10;h9" kind'), 'VALUE', 'a line end inside an id forges a line of a report')
put('50-bidi-text.xml', inside_title('a\u202eb'), 'VALUE', 'text that turns direction')
put('51-bidi-attribute.xml', sub('id="water" unit', 'id="water" issue-by="\u2066" unit'), 'VALUE', 'a bidi mark in an attribute')
put('52-bidi-comment.xml', sub(ITEM, '<!-- \u202e --><item id='), 'VALUE', 'Trojan source in a comment')
put('53-zero-width-id.xml', sub('id="h1" kind', 'id="h1\u200b" kind'), 'VALUE', 'an id with an invisible character')
put('54-cyrillic-id.xml', sub('<item id="water"', '<item id="wаter"'), 'VALUE', 'an id with a Cyrillic a')
put('55-fullwidth-id.xml', sub('<group id="general"/>', '<group id="general"/><group id="ｇeneral"/>'), 'VALUE', 'an id with a full-width letter')

# 60 structure
put('60-empty.xml', b'', 'SYNTAX', 'empty file')
put('61-blank.xml', ' \n\n', 'SYNTAX', 'only blanks')
put('62-truncated.xml', BASE[:len(BASE) // 2], 'SYNTAX', 'cut in the middle')
put('63-truncated-at-close.xml', BASE.replace('</scenario>\n', ''), 'SYNTAX', 'all data there, last end tag missing')
put('64-trailing-garbage.xml', BASE + '<scenario/>', 'SYNTAX', 'a second root')
put('64b-trailing-text.xml', BASE + 'rm -rf', 'SYNTAX', 'text behind the root')
put('65-wrong-root.xml', BASE.replace('scenario ', 'inventory ', 1).replace('</scenario>', '</inventory>'), 'SCHEMA', 'wrong root')
put('66-wrong-namespace.xml', sub('urn:shecang:scenario:1', 'urn:evil'), 'SCHEMA', 'wrong namespace')
put('66b-no-namespace.xml', sub(' xmlns="urn:shecang:scenario:1"', ''), 'SCHEMA', 'no namespace')
put('67-prefix-spoof.xml', sub('<route ', '<x:route xmlns:x="urn:evil" '), 'SCHEMA', 'right name, wrong namespace')
put('67b-prefix-undeclared.xml', sub('<route ', '<x:route '), 'SYNTAX', 'a prefix that is not declared')
put('68-unknown-attr.xml', sub(' capacity-kg="50"', ' capactiy-kg="50"'), 'SCHEMA', 'a misspelt attribute is not "no capacity"')
put('68b-unknown-element.xml', sub('<routes>', '<rouets/><routes>'), 'SCHEMA', 'a misspelt element')
put('68c-missing-attr.xml', sub(' lead="PT2H"', ''), 'SCHEMA', 'a missing attribute')
put('69-duplicate-attr.xml', sub('capacity-kg="50"', 'capacity-kg="50" capacity-kg="60"'), 'SYNTAX', 'an attribute twice')
put('70-html.xml', '<!DOCTYPE html><html><body>503</body></html>', 'POLICY', 'an error page saved as data')
put('71-json.xml', '{"scenario": 1}', 'SYNTAX', 'not XML')
put('72-two-horizons.xml', sub('<items>', '<horizon start="2026-12-01T08:00:00+08:00" period="P1D" count="3"/><items>'), 'SCHEMA', 'two horizons')
put('73-no-horizon.xml', sub('<horizon start="2026-12-01T08:00:00+08:00" period="P1D" count="2"/>', ''), 'SCHEMA', 'no horizon')
put('74-version.xml', sub('version="1.0" id', 'version="2.0" id'), 'SCHEMA', 'a version of the future')

# 80 numbers
NUMBERS = [
    ('NaN', 'not a number'), ('INF', 'infinity'), ('1e309', 'over double'), ('-5', 'negative'),
    ('0x50', 'hexadecimal (strtod takes it)'), ('8,0', 'decimal comma'), ('1.234,5', 'grouping'),
    ('80 ', 'trailing blank'), ('', 'empty'), ('8' * 400, '400 digits'), ('1e-400', 'under double'),
    ('99999999999999999999', 'over int64'), ('9007199254740993', 'over 2^53'),
    ('80.0000000000000000001', 'more decimals than the unit has'), ('٨٠', 'Arabic digits'),
    ('８０', 'full-width digits'), ('80L', 'a unit glued on'), ('+80', 'plus sign'),
    ('1e2', 'exponent'), ('infinity', 'strtod takes it'), ('nan(0x1)', 'strtod takes it'),
    ('-0', 'negative zero'), ('.5', 'no digit before the point'), ('5.', 'no digit after it')]
for i, (value, why) in enumerate(NUMBERS):
    put(f'80-num-{i:02d}.xml', sub(Q, f'quantity="{value}"'), 'VALUE', why)
put('81-unit.xml', sub(Q, Q + ' unit="XBX"'), 'VALUE', 'an unknown unit')
put('82-date.xml', sub('as-of="2026-11-30T', 'as-of="2026-11-31T'), 'VALUE', 'no such day')
put('83-period-overflow.xml', sub('count="2"', 'count="2147483648"'), 'VALUE', 'over int32')
put('84-period-huge.xml', sub('count="2"', 'count="100000000"'), 'VALUE', '10^8 periods')
put('85-period-range.xml', sub('from="1" to="1"', 'from="3" to="3"'), 'VALUE', 'a period behind the horizon')
put('86-percent.xml', sub('reach="anywhere"', 'reach="anywhere" release="101%"'), 'VALUE', 'more than all')
put('87-datum.xml', sub('<people group', '<point lon="114.4" lat="36.6" datum="GCJ02"/><people group'), 'VALUE', 'shifted coordinates')
put('88-sum.xml', sub('<line item="water" holder="h2" quantity="7"/>', '<line item="water" holder="h1" lot="a" quantity="9007199254740991"/><line item="water" holder="h1" lot="b" quantity="9007199254740991"/>'), 'VALUE', 'a sum over 2^53')

# 90 references
put('90-dup-id.xml', sub('id="h2"', 'id="h1"'), 'VALUE', 'an id twice')
put('91-dup-id-case.xml', sub('id="h2"', 'id="H1"').replace('holder="h2"', 'holder="H1"'), 'OK', 'ids that differ in case only: a warning')
put('93-dangling.xml', sub('to="s1"', 'to="s9"'), 'REF', 'a route to an unknown place')
put('94-dangling-item.xml', sub('<need place="s1" item="water"', '<need place="s1" item="fuel"'), 'REF', 'demand for an unknown item')
put('95-self-link.xml', sub('to="s1"', 'to="depot"'), 'REF', 'a route to itself')
put('96-cycle.xml', sub('<place id="d1" kind="district"/>', '<place id="d1" in="s1" kind="district"/>'), 'REF', 'places in a circle')
put('97-long-id.xml', BASE.replace('"h1"', '"' + 'h' * 256 + '"'), 'VALUE', 'an id of 256 bytes')
put('98-dup-route.xml', sub('</routes>', '<route from="depot" to="s1" lead="PT1H" cost-per-kg="1" capacity-kg="999"/></routes>'), 'VALUE', 'a route twice with other numbers')
put('99-two-roots.xml', sub(' in="d1" kind="depot"', ' kind="depot"'), 'REF', 'two roots of the place tree')

with open(os.path.join(FOLDER, 'MANIFEST.tsv'), 'w', encoding='utf-8') as f:
    f.write('file\tclass\treason\n')
    for entry in MANIFEST:
        f.write('\t'.join(entry) + '\n')
