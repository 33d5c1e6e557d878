"""Writes the packages that package_spec.lua reads: python3 make.py FOLDER"""
import gzip, os, sys, zipfile

os.chdir(sys.argv[1])


def package(name, parts, first=None):
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as z:
        if first:
            z.writestr(zipfile.ZipInfo("mimetype"), first)
        for path, text in parts.items():
            z.writestr(path, text)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def p(text, style=None, more=""):
    properties = f'<w:pPr>{f"<w:pStyle w:val=%s{style}%s/>" % (chr(34), chr(34)) if style else ""}{more}</w:pPr>'
    return f"<w:p>{properties}{text}</w:p>"


def r(text):
    return f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


document = f"""<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>
{p(r("Tides of the year"), "Titel")}
{p(r("North") + r(" quay"), "berschrift1")}
{p(r("The water was high") + "<w:r><w:tab/></w:r>" + r("and cold, ") + "<w:del><w:r><w:delText>warm, </w:delText></w:r></w:del>"
   + "<w:r><w:instrText>PAGE</w:instrText></w:r>" + r("they say.") + '<w:r><w:footnoteReference w:id="2"/></w:r>')}
{p(r("first item"), None, '<w:numPr><w:ilvl w:val="0"/></w:numPr>')}
<w:tbl><w:tr><w:tc>{p(r("Month"))}</w:tc><w:tc>{p(r("Centimetres"))}</w:tc></w:tr>
<w:tr><w:tc>{p(r("May"))}</w:tc><w:tc>{p(r("12 &amp; more"))}</w:tc></w:tr></w:tbl>
</w:body></w:document>"""
styles = f"""<?xml version="1.0"?><w:styles {W}><w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>"""
notes = f"""<?xml version="1.0"?><w:footnotes {W}><w:footnote w:id="2">{p(r("A note on water."))}</w:footnote></w:footnotes>"""
core = """<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>Tides of the year</dc:title>
<dc:creator>Ada Quill</dc:creator><dcterms:created>2019-02-03T10:00:00Z</dcterms:created></cp:coreProperties>"""
package("report.docx", {"[Content_Types].xml": "<Types/>", "word/document.xml": document, "word/styles.xml": styles,
                        "word/footnotes.xml": notes, "docProps/core.xml": core})
open("cut.docx", "wb").write(open("report.docx", "rb").read()[:900])
package("empty.docx", {"[Content_Types].xml": "<Types/>"})

O = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
     'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
     'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"')
content = f"""<?xml version="1.0"?><office:document-content {O}><office:body><office:text>
<text:h text:outline-level="1">North quay</text:h>
<text:p>The water was <text:span>high</text:span><text:tab/>and<text:s/>cold.<text:note><text:note-citation>1</text:note-citation>
<text:note-body><text:p>A note on water.</text:p></text:note-body></text:note></text:p>
<text:list><text:list-item><text:p>first item</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>May</text:p></table:table-cell>
<table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table>
</office:text></office:body></office:document-content>"""
meta = f"""<?xml version="1.0"?><office:document-meta {O}><office:meta><dc:title>Tides</dc:title>
<dc:creator>Ada Quill</dc:creator><meta:creation-date>2019-02-03T10:00:00</meta:creation-date></office:meta></office:document-meta>"""
package("report.odt", {"content.xml": content, "meta.xml": meta}, "application/vnd.oasis.opendocument.text")

opf = """<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
<metadata><dc:title>Low Tide</dc:title><dc:creator>Ada Quill</dc:creator><dc:language>en</dc:language><dc:date>2018</dc:date></metadata>
<manifest><item id="nav" href="nav.xhtml" properties="nav"/><item id="a" href="one.xhtml"/><item id="b" href="t%77o.xhtml"/>
<item id="c" href="cover.jpg"/></manifest>
<spine><itemref idref="nav"/><itemref idref="a"/><itemref idref="b"/><itemref idref="c"/></spine></package>"""
container = ('<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
             '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>')
page = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>%s</body></html>'
package("book.epub", {"META-INF/container.xml": container, "OEBPS/book.opf": opf, "OEBPS/nav.xhtml": page % "<p>Contents</p>",
                      "OEBPS/one.xhtml": page % "<h1>Chapter one</h1><p>It was low tide.</p>",
                      "OEBPS/two.xhtml": page % "<h1>Chapter two</h1><p>The end, some said, was near.</p>"}, "application/epub+zip")
open("cut.epub", "wb").write(open("book.epub", "rb").read()[:600])
package("nobook.epub", {"META-INF/container.xml": container}, "application/epub+zip")


def record(kind, uri, block, content_type):
    head = (f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2020-01-02T03:04:05Z\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n")
    return head.encode() + block + b"\r\n\r\n"


quay = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><title>Quay</title><body><p>The quay is open again.</p>"
chunks = [b"<html><body><p>Chunks of caf\xe9", b" text.</p>"]
chunked = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\nTransfer-Encoding: chunked\r\n\r\n"
           + b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in chunks) + b"0\r\n\r\n")
missing = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>Nothing here.</p>"
records = [record("warcinfo", "", b"software: none\r\n", "application/warc-fields"),
           record("response", "https://quay.example/", quay, "application/http; msgtype=response"),
           record("request", "https://quay.example/", b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"),
           record("response", "https://quay.example/chunks", chunked, "application/http; msgtype=response"),
           record("response", "https://quay.example/missing", missing, "application/http; msgtype=response"),
           record("conversion", "https://quay.example/plain", b"Plain words of a page.\n", "text/plain")]
open("crawl.warc", "wb").write(b"".join(records))
open("crawl.warc.gz", "wb").write(b"".join(gzip.compress(one) for one in records))

objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
           b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
           b"<</Length 64>>stream\nBT /F 12 Tf 20 100 Td (The harbour was closed on Monday.) Tj ET\nendstream",
           b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
out, offsets = b"%PDF-1.4\n", []
for number, body in enumerate(objects, 1):
    offsets.append(len(out))
    out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
table = len(out)
out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
out += b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table
open("page.pdf", "wb").write(out)
open("broken.pdf", "wb").write(b"%PDF-1.4\n" + b"nothing of the kind " * 50)
