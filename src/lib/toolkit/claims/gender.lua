-- What tells "he" from "she": titles, and first names of the last hundred years of English news. A name on neither list
-- tells nothing.
local gender = {}

local title, first_name = {}, {}

local function list(known, pronoun, words)
    for word in words:gmatch("%S+") do known[word] = pronoun end
end

list(title, "she", [[mrs ms miss spokeswoman congresswoman queen lady chairwoman princess councilwoman sister]])
list(title, "he", [[mr spokesman congressman king lord sir chairman prince councilman pope father]])

list(first_name, "he", [[james robert john michael david william richard joseph thomas charles christopher daniel
    matthew anthony mark donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey
    ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander patrick
    frank raymond jack dennis jerry tyler aaron jose adam nathan henry zachary douglas peter kyle noah ethan jeremy
    walter christian keith roger terry sean gerald carl harold dylan arthur lawrence jordan jesse bryan billy bruce
    gabriel joe logan alan juan albert willie barack mitt bill bernie ted marco mike tom tim newt chris rudy jim
    vladimir harry mitch chuck steve dan josh matt bob ben ron jeff]])
list(first_name, "she", [[mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty
    margaret sandra ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca laura sharon
    cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine debra rachel
    carolyn janet catherine maria heather diane ruth julie olivia joyce virginia victoria kelly lauren christina joan
    evelyn judith hillary melania ivanka kellyanne theresa nikki claire elena sonia loretta alicia marie jane anne ann
    alice martha gloria jill kate kathy wendy heidi]])

--- The pronoun of who bears a title ("mr"), or nil.
function gender.of_title(word)
    return title[word]
end

--- The pronoun of a full name, by its first word in lower case; nil when the list does not know it.
function gender.of_first_name(word)
    return first_name[word]
end

return gender
