-- The words that show a claim: cue verbs by stance with their frames, cue nouns, prepositions, hedges, evidence,
-- titles, roles, nominals, countries. Plain tables: copy one, change it, pass it as `options.lexicon`.
local lexicon = {}

-- Cue verbs. "lemma:frames"; the key is the stance that the verb gives to the claim. Frames:
--   s  a clause, with or without "that"       X said (that) S
--   t  a clause with "that" only              X showed that S
--   q  may introduce or close a quotation     "S", X said · S, X said
--   r  the recipient comes first              X told Y that S
--   n  a noun phrase is the content           X criticized N
--   i  an infinitive is the content           X promised to V
--   o  object and infinitive                  X urged Y to V
--   a  object, then "of" and the content      X accused Y of V-ing
--   c  object and complement                  X called Y Z, X described Y as Z
--   m  an object and its measure              X put the toll at 20
--   p  one of these prepositions leads in     X called for N, X spoke about N (listed after the frame letters)
lexicon.verbs = {
    neutral = [[say:sq tell:rsqop/about add:sqn write:sq state:sqn mention:sn remark:sqp/on comment:qp/on
        note:sqn observe:sq answer:sq reply:sq respond:sqp/with continue:q speak:p/about,of,to talk:p/about,of
        discuss:n describe:nc explain:sqn recall:sqn recount:sqn repeat:sqn relate:sn tweet:sqn post:sqn
        email:sq text:q read:qt quip:sq joke:sqp/about muse:sqp/about sing:qn chant:q shout:sq yell:sq cry:q
        scream:sq whisper:sq
        murmur:sq mutter:sq exclaim:sq chime:q recite:qn narrate:qn inform:rs notify:rs remind:rsp/of
        brief:rp/on summarize:n paraphrase:n outline:n detail:n list:n refer:p/to allude:p/to
        describe:n characterize:c portray:c depict:c dub:c term:c label:c brand:c liken:n compare:n
        call:c name:c echo:qn interject:q reiterate:sqn restate:sqn opine:sq ponder:n proclaim:sqn
        pronounce:sn utter:qn voice:n express:n tout:n share:n wrap:n sum:q translate:n interpret:n
        elaborate:qp/on address:n invoke:n reference:n communicate:sn convey:sn phrase:n
        blurt:tq enthuse:tq grumble:tqp/about grouse:tqp/about gripe:tqp/about groan:q moan:tqp/about holler:q
        snarl:q shriek:q riposte:q apprise:r iterate:tq specify:tn stipulate:tn introduce:t fume:q seethe:q thunder:q
        rage:q gush:q chuckle:q laugh:q smile:q sigh:q shrug:q sneer:q roar:q growl:q gasp:q sob:q]],
    assertive = [[emphasize:sqn emphasise:sqn stress:sqn underline:sn underscore:sn highlight:sn insist:sqp/on
    assert:sqn
        claim:sqni contend:sq maintain:tq argue:sqp/for,against affirm:sqn reaffirm:sqn declare:sqnc
        point:p/to,out announce:sqn boast:sqp/about,of brag:sp/about,of swear:sqi vouch:p/for counter:sq retort:sq
        rejoin:q
        reckon:sq assure:rs convince:rso persuade:rso guarantee:sn testify:sq attest:st
        conclude:sqn decide:sip/on,against judge:sn deem:c rule:sp/on,against determine:sn find:st
        predict:sqn forecast:sn project:s estimate:snqm calculate:s expect:sno foresee:sn envision:n anticipate:sn
        think:sqp/about,of believe:sqnp/in feel:tp/about,like consider:sc know:snp/about understand:np/about
        view:nc regard:c see:scn
        suppose:s assume:sn presume:s guess:sq put:m imagine:sn sense:sn fancy:n hold:t
        agree:sqip/with,on,to concur:sqp/with,on hint:sp/at imply:sn suggest:sqn indicate:stn signal:stn
        realize:sn recognize:sn remember:sn learn:sp/about,of,from notice:sn worry:sqp/about fear:sn hope:sqip/for
        aver:tq avow:tq reassert:tqn reconfirm:tn reassure:r postulate:tn hypothesize:tq hypothesise:tq
        conjecture:tq surmise:tq infer:t deduce:t ascertain:tn prophesy:tq foretell:tn guesstimate:tq extrapolate:t
        intimate:t doubt:sn question:n wonder:qnp/about,whether,if,why,how,what dream:p/of prefer:nic
        like:in love:in hate:in enjoy:n fret:sp/about marvel:p/at caution:sqp/against warn:sqrp/of,about,against
        lecture:n profess:sni purport:i theorize:s speculate:sqp/about reason:q]],
    factive = [[reveal:sqn disclose:sn show:stn demonstrate:stn prove:st confirm:sqn discover:sn expose:n
        divulge:n uncover:n document:n establish:tn reflect:tn illustrate:tn mean:t verify:tn unveil:n clarify:sqn
        release:n publish:n highlight:t]],
    doubtful = [[allege:sqn pretend:si fabricate:n insinuate:s seem:t appear:t look:p/like]],
    accuse = [[accuse:a charge:saq blame:n fault:n implicate:n suspect:sna denigrate:n smear:n impugn:n
        slander:n]],
    condemn = [[condemn:n criticize:nq criticise:n denounce:nq decry:n blast:nq slam:nq assail:n attack:n
        bash:n lambaste:n lambast:n deplore:n deride:n mock:n ridicule:n scold:nq chide:nq rebuke:n rebut:n castigate:n
        lament:sqn bemoan:n complain:sqp/about,of,that protest:sqn rail:p/against,at inveigh:p/against rip:n knock:n
        hit:n
        dismiss:n belittle:n disparage:n scoff:qp/at vilify:n berate:n admonish:no lash:p/out,at
        regret:sn disdain:n scorn:n trash:n taunt:n skewer:n pan:n excoriate:n eviscerate:n insult:n malign:n]],
    deny = [[deny:sqn dispute:sn refute:n contradict:n disavow:n rebut:n downplay:n disagree:qp/with,on,about contest:n
        negate:n debunk:n discredit:n disprove:n]],
    reject = [[reject:n refuse:in decline:i dismiss:n renounce:n rebuff:n spurn:n repudiate:n disown:n
        shun:n ignore:n]],
    oppose = [[oppose:n resist:n object:tqp/to challenge:n]],
    demand = [[demand:sqni urge:osqn ask:rqoip/for,about,if,whether,why,how,what,who,where,when
        request:no order:oi beg:oi implore:oq plead:qp/for,with call:p/for,on,upon press:op/for push:op/for
        insist:p/on seek:in want:ino instruct:os direct:o command:o compel:o pressure:o beseech:o exhort:oq
        warn:o petition:o lobby:op/for,against clamor:p/for campaign:p/for,against invite:o encourage:on]],
    recommend = [[recommend:sn propose:sqni advise:osp/against counsel:o advocate:p/for suggest:s favor:n favour:n
        support:n back:n endorse:n defend:nq promote:n champion:n praise:nq laud:n hail:nc applaud:n
        welcome:nq commend:n celebrate:n thank:n congratulate:n embrace:n tout:n approve:np/of extol:n admire:n]],
    commit = [[promise:sqirn pledge:siq vow:siqn commit:p/to plan:ip/on intend:i aim:i undertake:i offer:inq
        threaten:i volunteer:isq swear:i resolve:it need:x hope:i opt:i wish:i agree:i]],
    admit = [[admit:sqnp/to acknowledge:sqn concede:sqn confess:sqp/to accept:s apologize:p/for grant:x allow:x
    own:p/up]],
    cite = [[cite:n quote:nc credit:n]],
    report = [[report:sqn]],
    question = [[question:nq ask:q inquire:qp/about,whether quiz:n query:q]],
}

-- Verbs that say it about themselves or nothing at all when these words follow or stand in the quotation's place.
lexicon.weak = [[see look find show reflect mean hold seem appear like love hate enjoy back want need plan aim hit share
    release publish address prepare]]

-- Participles behind "it is" by which nobody in particular says something.
lexicon.impersonal = [[reported alleged claimed said understood learned stressed emphasized emphasised noted believed
    stated rumoured rumored announced revealed confirmed feared thought pointed suspected mentioned]]

-- Nouns of "in the minister's opinion, S".
lexicon.opinions = "opinion view words judgment judgement assessment estimation account"

-- Nouns that open a claim when "that" follows; the stance they give.
lexicon.nouns = {
    accuse = "accusation allegation charge",
    assertive = [[claim assertion argument contention statement belief view opinion notion idea conclusion prediction
        insistence assurance impression conviction theory suggestion hope expectation estimate]],
    condemn = "complaint criticism concern worry fear warning",
    deny = "denial",
    admit = "admission acknowledgment acknowledgement confession",
    commit = "promise pledge vow commitment threat",
    demand = "demand call request appeal order proposal",
    report = "report news rumor rumour revelation sign evidence proof indication speculation",
    neutral = "remark comment announcement declaration",
}

-- Adjectives that open a claim when "that" follows.
lexicon.adjectives = {
    assertive = [[confident sure certain convinced positive aware clear adamant optimistic hopeful doubtful skeptical
        sceptical unsure mindful]],
    condemn = "worried concerned afraid angry upset alarmed disappointed outraged sad sorry troubled fearful",
    recommend = "glad happy pleased proud grateful relieved delighted",
}

-- What else than "that" may follow a noun that has an owner: "his call for N", "the party's pledge to V".
lexicon.noun_frames = {
    to = "promise pledge vow threat call demand appeal",
    ["for"] = "call demand appeal",
    of = "criticism accusation",
    about = "complaint concern warning",
}

-- Nouns that open a claim even when nobody is named: "the allegation that S".
lexicon.nouns_alone = [[accusation allegation claim complaint assertion suggestion contention rumor rumour]]

-- Hedges and boosters by kind; several words are matched as a sequence.
lexicon.hedges = {
    epistemic = { "perhaps", "maybe", "possibly", "probably", "apparently", "likely", "presumably", "seemingly",
        "reportedly", "allegedly", "purportedly", "supposedly", "it seems", "it appears", "potentially",
            "conceivably" },
    modal = { "may", "might", "could", "would", "should", "must", "ought to" },
    approximator = { "about", "almost", "nearly", "around", "roughly", "approximately", "some", "up to", "more than",
        "less than", "at least", "at most", "as many as", "as much as", "as long as", "or so", "over", "under",
        "close to", "estimated", "fewer than" },
    ["vague-quantity"] = { "several", "many", "various", "a number of", "a few", "countless", "numerous", "most",
        "a lot of", "lots of", "dozens of", "hundreds of", "thousands of", "millions of", "some of" },
    ["vague-time"] = { "for some time", "for a long time", "recently", "in recent years", "for years", "soon",
        "in the past", "lately", "at some point", "years of" },
    ["vague-source"] = { "according to reports", "relevant reports", "reports say", "it is said", "sources say",
        "was revealed", "were revealed", "facts have proven", "facts have proved", "facts have repeatedly proved",
        "facts show", "facts prove", "it has been reported", "some people", "as we all know", "it is reported",
        "recent revelations", "is known to all", "reports on this", "some say", "critics say", "experts say" },
    distancing = { "so-called", "self-styled", "would-be", "alleged", "purported", "supposed" },
    booster = { "clearly", "obviously", "certainly", "definitely", "undoubtedly", "of course", "in fact", "indeed",
        "no doubt", "without doubt", "fully", "once again", "well-documented", "undeniably", "absolutely" },
    absolute = { "never", "always", "any evidence", "no evidence", "none", "nothing", "everyone", "nobody", "at all" },
    limiting = { "so far", "to date", "as far as", "until now", "for now", "partly", "in part", "mainly", "largely" },
}

-- Nouns of evidence. The value is the kind; the words around decide whether it is named or vague.
lexicon.evidence = {
    report = [[report reports study studies survey surveys poll polls research analysis paper investigation review
        audit]],
    data = [[data statistics figures numbers statistic records record census measurement measurements estimate
        estimates]],
    document = [[document documents letter letters email emails memo memos statement statements transcript filing
        filings file files book white-paper affidavit tape video footage recording photo photos screenshot]],
    testimony = "hearing testimony witness witnesses deposition",
    law = "act law statute constitution treaty agreement convention resolution charter regulation bill amendment",
    leak = "leak leaks exposure revelation revelations disclosure disclosures incident whistleblower",
    fact = "fact facts evidence proof",
}

-- Words that keep a source vague when no name stands beside it.
lexicon.vague = [[report reports source sources media fact facts evidence people some many others observer observers
    critic critics expert experts analyst analysts official officials insiders everyone revelations revelation
    relevant documents records data studies research]]

-- Heads of organisations and publications: a speaker of this kind reports evidence rather than an opinion.
lexicon.institutions = [[commission committee agency ministry department office bureau center centre institute
university
    association council court company corporation bank board authority union league party service administration
    organization organisation foundation group society academy laboratory force police parliament congress senate
    house government embassy consulate secretariat fund federation network post times journal news tribune herald
    daily gazette mirror guardian press magazine review globe navy army alliance pact command movement holdings inc
    ltd llc gmbh ag corp plc]]

-- Heads of names of undertakings: an "on" or "of" behind them belongs to the name.
lexicon.undertakings = [[initiative programme program plan act treaty project agreement convention accord framework
strategy
    conference summit partnership]]

-- Titles before a name, and roles that a person holds.
lexicon.titles = [[hon honourable honorable mr mrs ms miss dr prof professor sir lord lady dame
    president premier minister chancellor senator sen
    rep representative congressman congresswoman gov governor mayor judge justice general gen colonel col lieutenant lt
    captain capt major maj admiral adm sergeant sgt officer detective chief secretary ambassador spokesman spokeswoman
    spokesperson director chairman chairwoman chairperson chair ceo king queen prince princess pope rev reverend father
    sister brother bishop archbishop cardinal imam sheikh rabbi attorney lawyer commissioner undersecretary deputy
    assistant vice former acting prime speaker leader candidate nominee mogul billionaire businessman coach analyst
    reporter correspondent anchor host editor author historian economist strategist consultant adviser advisor aide
    executive manager president-elect councilman councilwoman delegate sheriff superintendent comptroller treasurer
    envoy commander negotiator rapporteur prosecutor mp mep marshal brigadier ombudsman ombudswoman inspector
    investigator rector dean emir sultan ayatollah crown herr frau monsieur madame]]

lexicon.roles = [[spokesman spokeswoman spokesperson official officials minister ambassador diplomat president chairman
    director secretary premier senator governor mayor expert analyst professor researcher scholar leader candidate
    nominee
    officer judge lawyer attorney reporter journalist correspondent editor author economist head chief representative
    general commander executive manager founder owner activist critic aide adviser advisor strategist consultant
    spokespeople source witness resident congressman congresswoman teacher doctor scientist historian commissioner
    billionaire mogul businessman lawmaker politician republican democrat rival challenger incumbent opponent
    envoy negotiator rapporteur insider campaigner prosecutor mp mep deputy rector dean fellow chairwoman
    secretary-general ombudsman counterpart netizen]]

-- "the official", "the Chinese diplomat": a person already (or soon) named with a fitting role.
lexicon.nominals = {
    official = [[spokesman spokeswoman spokesperson minister ambassador diplomat secretary director officer
        commissioner]],
    diplomat = "spokesman spokeswoman spokesperson minister ambassador secretary official",
    spokesman = "spokesperson spokeswoman official", spokeswoman = "spokesperson spokesman official",
    spokesperson = "spokesman spokeswoman official", expert = "director professor researcher scholar analyst fellow",
    scholar = "professor researcher expert", researcher = "professor scholar scientist expert",
    analyst = "expert director economist", minister = "secretary", president = "leader", leader = "president premier",
    senator = "sen lawmaker", lawmaker = "senator sen rep congressman congresswoman representative",
    candidate = "nominee mogul businessman", nominee = "candidate", professor = "director researcher scholar",
    economist = "professor analyst", director = "head chief", governor = "gov", mayor = "", judge = "justice",
    chairman = "chair head", secretary = "minister", billionaire = "mogul businessman candidate nominee",
    mogul = "billionaire businessman candidate nominee", businessman = "mogul billionaire candidate nominee",
    businesswoman = "", congressman = "rep representative lawmaker", congresswoman = "rep representative lawmaker",
    attorney = "lawyer", lawyer = "attorney", general = "gen commander", ambassador = "diplomat", premier = "minister",
    author = "writer", officer = "detective sergeant", chief = "head director", reporter = "journalist correspondent",
}

-- Countries: name = "demonym capital other names". Used for metonymy (Beijing said) and for targets.
lexicon.countries = {
    ["United States"] = "american americans washington us u.s usa america u.s.a", China = "chinese beijing prc",
    Russia = "russian russians moscow kremlin", ["United Kingdom"] = "british britain uk u.k london downing",
    France = "french paris elysee", Germany = "german germans berlin", Japan = "japanese tokyo",
    India = "indian indians delhi", Iran = "iranian iranians tehran", Israel = "israeli israelis jerusalem",
    Ukraine = "ukrainian ukrainians kyiv kiev", ["South Korea"] = "seoul", ["North Korea"] = "pyongyang dprk",
    Taiwan = "taiwanese taipei", Canada = "canadian canadians ottawa", Australia = "australian australians canberra",
    Turkey = "turkish ankara turks", Italy = "italian italians rome", Spain = "spanish madrid",
    Denmark = "danish copenhagen", Netherlands = "dutch hague", Belgium = "belgian", Poland = "polish warsaw poles",
    Mexico = "mexican mexicans", Brazil = "brazilian brasilia", Ireland = "irish dublin",
    Pakistan = "pakistani islamabad", Afghanistan = "afghan afghans kabul", Iraq = "iraqi iraqis baghdad",
    Syria = "syrian syrians damascus", Egypt = "egyptian cairo", ["Saudi Arabia"] = "saudi saudis riyadh",
    Vietnam = "vietnamese hanoi", Philippines = "philippine filipino manila", Indonesia = "indonesian jakarta",
    Malaysia = "malaysian", Singapore = "singaporean", Sweden = "swedish stockholm", Norway = "norwegian oslo",
    Finland = "finnish helsinki", Greece = "greek athens", Switzerland = "swiss", Austria = "austrian vienna",
    Hungary = "hungarian budapest", ["Czech Republic"] = "czech prague", Serbia = "serbian belgrade",
    ["South Africa"] = "pretoria", Nigeria = "nigerian abuja", Kenya = "kenyan nairobi",
    Venezuela = "venezuelan caracas", Cuba = "cuban havana", Argentina = "argentine", Chile = "chilean",
    Colombia = "colombian bogota", Lithuania = "lithuanian vilnius", Latvia = "latvian", Estonia = "estonian",
    ["New Zealand"] = "wellington", ["European Union"] = "eu brussels e.u", NATO = "", ["United Nations"] = "un u.n",
    Portugal = "portuguese lisbon", Romania = "romanian bucharest", Bulgaria = "bulgarian sofia",
    Lebanon = "lebanese beirut", Libya = "libyan tripoli", Qatar = "qatari doha", Yemen = "yemeni",
    Ethiopia = "ethiopian", Myanmar = "burmese burma", Thailand = "thai bangkok",
    Albania = "albanian albanians tirana", Algeria = "algerian algerians algiers", Angola = "angolan angolans luanda",
    Armenia = "armenian armenians yerevan", Azerbaijan = "azerbaijani azerbaijanis baku",
    Bahrain = "bahraini bahrainis manama", Bangladesh = "bangladeshi bangladeshis dhaka",
    Barbados = "barbadian bridgetown", Belarus = "belarusian belarusians minsk", Belize = "belizean",
    Benin = "beninese", Bhutan = "bhutanese thimphu", Bolivia = "bolivian bolivians",
    Bosnia = "bosnian bosnians sarajevo", Botswana = "gaborone", Brunei = "bruneian",
    ["Burkina Faso"] = "burkinabe ouagadougou", Burundi = "burundian", Cambodia = "cambodian cambodians",
    Cameroon = "cameroonian yaounde", Congo = "congolese kinshasa brazzaville", ["Costa Rica"] = "",
    Croatia = "croatian croatians zagreb", Cyprus = "cypriot cypriots nicosia", Djibouti = "djiboutian",
    ["Dominican Republic"] = "", ["East Timor"] = "timorese dili timor-leste",
    Ecuador = "ecuadorian ecuadorean quito", ["El Salvador"] = "salvadoran salvadorans", Eritrea = "eritrean asmara",
    Fiji = "fijian fijians suva", Gabon = "gabonese libreville", Gambia = "gambian",
    Ghana = "ghanaian ghanaians accra", Guatemala = "guatemalan guatemalans", Guyana = "guyanese",
    Haiti = "haitian haitians", Honduras = "honduran hondurans tegucigalpa",
    Iceland = "icelandic icelanders reykjavik", Jamaica = "jamaican jamaicans",
    Kazakhstan = "kazakh kazakhs kazakhstani astana", Kiribati = "", Kosovo = "kosovar kosovars pristina",
    Kuwait = "kuwaiti kuwaitis", Kyrgyzstan = "kyrgyz bishkek", Laos = "laotian lao vientiane", Lesotho = "maseru",
    Liberia = "liberian monrovia", Luxembourg = "luxembourgish", Madagascar = "malagasy antananarivo",
    Malawi = "malawian lilongwe", Maldives = "maldivian", Mali = "malian malians bamako", Malta = "maltese valletta",
    Mauritania = "mauritanian", Mauritius = "mauritian", Moldova = "moldovan moldovans chisinau",
    Mongolia = "mongolian mongolians", Montenegro = "montenegrin podgorica", Morocco = "moroccan moroccans rabat",
    Mozambique = "mozambican maputo", Namibia = "namibian windhoek", Nauru = "nauruan",
    Nepal = "nepalese nepali kathmandu", Nicaragua = "nicaraguan nicaraguans managua", Niger = "nigerien niamey",
    ["North Macedonia"] = "macedonian skopje", Oman = "omani omanis muscat",
    Palestine = "palestinian palestinians ramallah", Panama = "panamanian panamanians", ["Papua New Guinea"] = "",
    Paraguay = "paraguayan asuncion", Peru = "peruvian peruvians", Rwanda = "rwandan rwandans kigali",
    Samoa = "samoan samoans", Senegal = "senegalese dakar", ["Sierra Leone"] = "freetown",
    Slovakia = "slovak slovaks bratislava", Slovenia = "slovenian slovenians slovene ljubljana",
    ["Solomon Islands"] = "honiara", Somalia = "somali somalis mogadishu", ["South Sudan"] = "juba",
    ["Sri Lanka"] = "lankan colombo", Sudan = "sudanese khartoum", Suriname = "surinamese",
    Tajikistan = "tajik tajiks dushanbe", Tanzania = "tanzanian tanzanians", Togo = "togolese",
    Tonga = "tongan tongans", Trinidad = "trinidadian", Tunisia = "tunisian tunisians tunis",
    Turkmenistan = "turkmen ashgabat", Uganda = "ugandan ugandans kampala",
    ["United Arab Emirates"] = "uae emirati emiratis", Uruguay = "uruguayan montevideo",
    Uzbekistan = "uzbek uzbeks tashkent", Vanuatu = "", Vatican = "", Zambia = "zambian zambians lusaka",
    Zimbabwe = "zimbabwean zimbabweans harare",
}

-- Groups that may be a target though they have no name of their own.
lexicon.groups = { "international community", "relevant countries", "certain countries", "some countries",
    "western countries", "other countries", "countries", "relevant parties", "all parties" }

-- Behind the name of a country: bodies and groups of people that act for themselves ("US officials"), beside the
-- institutions.
lexicon.collectives = [[officials agencies companies firms enterprises courts forces troops services lawmakers media
    outlets banks hackers diplomats scientists experts intelligence investigators prosecutors soldiers negotiators
    regulators carriers airlines allies operators manufacturers military army navy judiciary]]

-- Behind the name of a country: words that mean the country itself.
lexicon.governing = "government side administration authorities regime leadership"

-- Words that mark the reporter's part.
lexicon.reporter = [[reporter reporters journalist journalists correspondent q question media interviewer jrnlst jnlst
    journ compere]]

-- What a stenographer notes in parentheses: nobody says it.
lexicon.stage = [[laughter laughs laughing applause inaudible crosstalk cross-talk cross chuckles chuckle pause off-mic
    off break recess music silence interruption speaks speaking]]

-- Phrases by which an outlet speaks of its own work: no part of what somebody else says.
lexicon.asides = { "this reporter", "request for comment", "requests for comment", "press time",
    "asked not to be named" }

-- Phrases by which a text shows that it is the account of a press conference: what follows a spokesperson's
-- "said that" is then still the spokesperson, until a new cue, turn or heading.
lexicon.briefing = { "press conference", "press briefing", "news conference", "news briefing", "media briefing",
    "regular briefing", "asked a question", "reporter asked", "hosted a regular" }

-- Words that charge somebody with something. A claim with one whose subject, owner or agent is a named party is an
-- accusation.
lexicon.accusing = [[accuse violate violates violated violating violation steal steals stole stealing stolen theft
    suppress suppresses suppressed suppressing suppression threat threaten threatens illegal illegally unlawful attack
    attacks attacked attacking smear smeared smears hegemony hypocritical manipulation manipulate manipulated spy
    spied spying espionage eavesdrop eavesdropped eavesdropping interfere interfered interference undermine undermines
    undermined undermining endanger endangers endangered lie lied lies lying liar liars fabricate fabricated
    fabricating fabricates concocted bully bullied bullying coerce coerces coerced coercing coercion infiltrate
    infiltrated infiltration hacking corrupt corruption crooked fraud fraudulent cheat cheated cheating rig rigged
    abuse abused abusing abuses crime crimes criminal disgraceful immoral unfair dirty slander slandered
    disinformation false sabotage sabotaged provocation aggression aggressive invasion massacre murder murdered
    torture racist racism sexist bigot misled mislead misleading deceive deceived deceiving secretly pretext guise
    disaster failure failed incompetent dangerous reckless irresponsible resorts obstruct obstructs obstructing
    jeopardize jeopardizes hypocrisy blame blamed thief spies]]

-- Words that charge somebody only as verbs.
lexicon.accusing_verbs = [[forces forcing forced monitor monitored monitoring invade invaded provoke provoked kill
    killed killing discriminate discriminated exploit exploited exploits hack hacked]]

-- Words that translators and outlets put for each other: two versions of a claim may differ in them.
lexicon.variants = {
    "notice noted notes observe", "evidence proof proofs", "spy spied eavesdrop monitor surveil wiretap listen tap",
    "steal stole stolen theft thief", "threat danger menace", "urge urges exhort", "expose reveal disclose",
    "prove proven demonstrate", "firm resolute", "measure step", "levy tariff duty", "accord agreement deal pact",
    "injure wound hurt", "begin start", "large big", "buy purchase", "company firm corporation enterprise",
        "fake fabrication fabricate",
    "suppress crack", "technology technological technical", "capability prowess capacity", "citizen people",
    "principle purpose", "hegemony hegemonic", "rule norm", "backdoor backdoors",
}

-- Sayings that translators carry over word by word: their words in order (| between forms), and what they mean.
lexicon.idioms = {
    ["reverse|reverses|reversed|reversing|confuse|confuses|confused|confusing|confound|confounds black white"]
        = "to call wrong right",
    ["fire|fires light|lighting|lit lamp|lamps|lantern|lanterns|lights"]
        = "the mighty may do what others may not",
    ["lift|lifts|lifted|lifting|pick|picks|picked stone|rock drop|drops|dropped|dropping|smash|smashing foot|feet"]
        = "to be hurt by one's own doing",
    ["moved|move|moving|lift|lifting stone|rock hit|hits|hitting|smash|smashing|smashed own foot|feet"]
        = "to be hurt by one's own doing",
    ["thief|thieves cry|cries|crying|cried|shout|shouts|shouting|shouted|yell|yelling|catch thief|thieves"]
        = "the guilty accuse others",
    ["hang|hangs|hanging|hung sheep|sheep's head|heads sell|sells|selling|sold dog|dog's|dogs meat"]
        = "to sell one thing for another",
    ["tree quiet|calm|still wind stop|subside|cease"] = "peace is wished for and not to be had",
    ["mountain hold|holds|contain|accommodate|have two tigers"] = "there is room for one master only",
    ["sit|sits|sitting|sat mountain watch|watches|watching tigers"] = "to wait while others wear each other out",
    ["draw|draws|drawing|drew|paint|painting snake add|adds|adding|added feet|foot|legs"]
        = "to spoil by doing too much",
    ["play|plays|playing|played lute|harp|zither|qin cow|cows|ox"] = "to speak to those who do not understand",
    ["mantis|mantises stop|block|hold|halt|obstruct chariot|car|cart|vehicle"]
        = "to stand against what is far stronger",
    ["frog|frogs bottom well"] = "somebody who knows little of the world",
    ["kill|kills|killing|killed chicken|chickens scare|scares|scaring|frighten|warn monkey|monkeys"]
        = "to punish one as a warning to others",
    ["monk|monks run|flee|escape temple"] = "nobody escapes in the end",
    ["wear|wears|wearing|wore|through|with tinted|colored|coloured glasses|spectacles"] = "prejudice",
    ["pour|pours|pouring|poured|splash|splashing|throw|throwing dirty|foul water|waters"] = "to slander",
    ["made|create|created|fabricated|invented out nothing"] = "invented",
    ["eyes masses|people bright|sharp|discerning"] = "everybody sees what is true",
    ["gun|shoot|shoots|hit|hits bird head|sticks|stretches|flies out|first"] = "who stands out is attacked",
    ["teeth cold lips|lip gone|lost|missing"] = "allies fall together",
    ["water pour|poured|spilled|spilt out cannot|can't taken|recovered|gathered|collected back|again|up"]
        = "what is done is done",
    ["cover|covers|covering|plug|plugging ears|ear steal|steals|stealing bell"] = "to deceive oneself",
    ["sickle|scythe found stone|rock"] = "two stubborn sides met",
    ["hang|hangs|hanging|put|putting noodles ears"] = "to tell lies",
    ["make|makes|making|made elephant fly|gnat|mosquito"] = "to exaggerate",
    ["dogs|dog bark|barks caravan goes|passes|moves"] = "to go on whatever is said",
}

-- Words that turn a statement round.
lexicon.negators = [[not no never none nobody nothing neither nor without n't cannot hardly scarcely refuses refused
denies denied
    lack lacks lacked failed fails unable]]

return lexicon
