-- Whole files: what cannot be done is nil and a message that names the path.
local files = require "toolkit.files"

describe("toolkit.files", function()
    local folder

    before_each(function()
        folder = os.tmpname()
        os.remove(folder)
        assert.is_true(files.make_folder(folder .. "/it's/deep"))
    end)

    after_each(function() os.execute("rm -r " .. folder) end)

    it("reads what it wrote, at once or in pieces", function()
        local path = folder .. "/it's/deep/a"
        assert.is_true(files.write(path, "one\r\n\0two"))
        assert.equal("one\r\n\0two", files.read(path))
        assert.is_true(files.write(path, function(put) for i = 1, 3 do put(i .. "\n") end end))
        assert.equal("1\n2\n3\n", files.read(path))
        assert.is_true(files.exists(path))
        assert.is_false(files.exists(path .. ".not"))
        assert.is_true(files.make_folder(folder .. "/it's"))
    end)

    it("asks whether a file can be written, and leaves all as it was", function()
        local path = folder .. "/probe"
        assert.is_true(files.check_writable(path))
        assert.is_false(files.exists(path))
        assert.is_true(files.write(path, "kept"))
        assert.is_true(files.check_writable(path))
        assert.equal("kept", files.read(path))
        assert.same({ nil, "/nosuch/a: No such file or directory" }, { files.check_writable("/nosuch/a") })
        assert.same({ nil, folder .. ": Is a directory" }, { files.check_writable(folder) })
    end)

    it("names the path and the reason", function()
        assert.same({ nil, "/nosuch/a: No such file or directory" }, { files.read("/nosuch/a") })
        assert.same({ nil, folder .. ": Is a directory" }, { files.read(folder) })
        assert.same({ nil, "/nosuch/a: No such file or directory" }, { files.write("/nosuch/a", "") })
        assert.same({ nil, "/dev/full: No space left on device" }, { files.write("/dev/full", "x") })
        assert.same({ nil, "/dev/full: No space left on device" },
            { files.write("/dev/full", function(put) for _ = 1, 99 do put(("x"):rep(9999)) end end) })
        assert.is_true(files.write(folder .. "/file", ""))
        assert.same({ nil, folder .. "/file: a file, not a folder" }, { files.make_folder(folder .. "/file") })
        assert.same({ nil, folder .. "/file/a: Not a directory" }, { files.make_folder(folder .. "/file/a") })
    end)
end)
