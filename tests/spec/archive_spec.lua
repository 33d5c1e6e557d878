-- Archives of all kinds: names, depth, limits, damage.
local toolkit = require "toolkit"
local helper = require "tests.helper"

local folder

--- Builds a scratch folder with python3, which can write archives that tar and zip would refuse to.
local function make(python)
    folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir -p " .. folder))
    local script = assert(io.open(folder .. "/make.py", "w"))
    script:write("import os, io, tarfile, zipfile, gzip, bz2, lzma\nos.chdir('" .. folder .. "')\n" .. python)
    script:close()
    assert(os.execute("python3 " .. folder .. "/make.py"))
    os.remove(folder .. "/make.py")
end

local function collect(name, options) return helper.documents(folder .. "/" .. name, options) end

local function names(docs)
    local list = {}
    for i, doc in ipairs(docs) do list[i] = doc.file:sub(#folder + 2) end
    return list
end

describe("archives", function()
    setup(function()
        make [[
text = b"The harbour was closed on Monday. Ships waited.\n"
page = b"<html><title>Quay</title><body><p>The quay is open again.</p>"
gzip.open("note.txt.gz", "wb").write(text)
bz2.open("note.txt.bz2", "wb").write(text)
lzma.open("note.txt.xz", "wb").write(text)
gzip.open("page.html.gz", "wb").write(page)
def add(t, name, data, **more):
    i = tarfile.TarInfo(name); i.size = len(data)
    for k, v in more.items(): setattr(i, k, v)
    t.addfile(i, io.BytesIO(data))
with tarfile.open("some.tar.gz", "w:gz") as t:
    add(t, "a/one.txt", text); add(t, "a/two.html", page); add(t, ".hidden.txt", text)
with tarfile.open("evil.tar", "w") as t:
    add(t, "../../etc/passwd.txt", text); add(t, "/root/x.txt", text); add(t, "a\nb\x1b[31m.txt", text)
    add(t, "link.txt", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd")
with zipfile.ZipFile("some.zip", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("one.txt", text); z.writestr("C:\\temp\\two.txt", text); z.writestr("caf\u00e9.txt", text)
inner = io.BytesIO()
with zipfile.ZipFile(inner, "w") as z: z.writestr("deep.txt", text)
for level in (1, 2, 3):
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as z: z.writestr("level%d.zip" % level, inner.getvalue())
    open("nested%d.zip" % level, "wb").write(outer.getvalue()); inner = outer
with zipfile.ZipFile("bomb.zip", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("a.txt", text); z.writestr("bomb.txt", b"0" * (64 << 20)); z.writestr("z.txt", text)
with tarfile.open("whole.tar", "w") as t:
    for i in range(9): add(t, "%d.txt" % i, text * 30)
open("cut.tar", "wb").write(open("whole.tar", "rb").read()[:9000])
open("broken.gz", "wb").write(b"\x1f\x8b\x08" + bytes(range(200)))
with zipfile.ZipFile("book.xlsx", "w") as z: z.writestr("xl/workbook.xml", "<a/>")
]]
    end)
    teardown(function() os.execute("rm -rf " .. folder) end)

    it("are read without unpacking; a packed file keeps its name", function()
        for _, name in ipairs { "note.txt.gz", "note.txt.bz2", "note.txt.xz" } do
            local docs = collect(name)
            assert.same({ name }, names(docs))
            assert.equal("The harbour was closed on Monday. Ships waited.\n", docs[1].text)
            assert.equal("text", docs[1].metadata.format)
        end
        assert.equal("html", collect("page.html.gz")[1].metadata.format)
        assert.same({ "some.tar.gz!a/one.txt", "some.tar.gz!a/two.html" }, names((collect("some.tar.gz"))))
    end)

    it("use names as labels only", function()
        local docs, notes = collect("evil.tar")
        assert.same({ "evil.tar!etc/passwd.txt", "evil.tar!root/x.txt", "evil.tar!a?b?[31m.txt" }, names(docs))
        assert.equal(1, #notes)
        assert.matches("link%.txt: is a link", notes[1])
        assert.same({ "some.zip!one.txt", "some.zip!temp/two.txt", "some.zip!caf\u{e9}.txt" }, names((collect("some.zip"))))
    end)

    it("inside archives are read two deep", function()
        assert.same({ "nested1.zip!level1.zip!deep.txt" }, names((collect("nested1.zip"))))
        local docs, notes = collect("nested2.zip")
        assert.equal(0, #docs)
        assert.matches("archive_depth", notes[1])
    end)

    it("cannot be bombs: the limit is named and the run goes on", function()
        local docs, notes = collect("bomb.zip")
        assert.equal("bomb.zip!a.txt", names(docs)[1])
        assert.equal(1, #notes)
        assert.matches("archive_ratio", notes[1])
    end)

    it("that are damaged cost what is damaged, with a reason", function()
        local docs, notes = collect("cut.tar")
        assert.is_true(#docs >= 1)
        assert.is_true(#notes >= 1)
        docs, notes = collect("broken.gz")
        assert.equal(0, #docs)
        assert.equal(1, #notes)
    end)

    it("of spreadsheets are refused with advice", function()
        local docs, notes = collect("book.xlsx")
        assert.equal(0, #docs)
        assert.matches("CSV", notes[1])
    end)
end)

describe("transcripts in an archive", function()
    it("have titles and dates through a mapping", function()
        local archive = helper.shared("data/au-pm/transcripts.tar.gz")
        if not archive then pending("../shared is not here") return end
        local n, titles, dates = 0, 0, 0
        for doc in toolkit.documents(archive, { mapping = { document = "transcript", text = "content", title = "title", date = "release-date" } }) do
            n = n + 1
            if doc.title then titles = titles + 1 end
            if doc.date and doc.date:match("^%d%d%d%d%-%d%d%-%d%d$") then dates = dates + 1 end
        end
        assert.same({ 3260, 3251, 3260 }, { n, titles, dates }) -- nine titles are empty
    end)
end)
