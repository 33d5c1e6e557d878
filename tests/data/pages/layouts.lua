-- How pages are laid out, with places for the texts of texts.lua: $title, $p1 ... A layout says which of them are its text;
-- every other one that it shows is not, but for title, byline and date, which nobody asks about.
local layouts = {}

local function layout(name, keep, html) layouts[#layouts + 1] = { name = name, keep = keep, html = html } end

local ALL = "p1 p2 p3 p4 p5 p6"
local HEAD = [[<!DOCTYPE html><html><head><meta charset="utf-8"><title>$title</title></head>]]

layout("weblog with sidebar and comments", ALL .. " h1 h2 q", HEAD .. [[<body class="single single-post has-sidebar">
<header id="masthead" class="site-header"><nav class="main-navigation"><ul><li><a href="/1">$nav1</a></li><li><a href="/2">$nav2</a></li>
<li><a href="/3">$nav3</a></li></ul></nav></header>
<div id="content" class="site-content"><main><article id="post-12" class="post-12 post type-post hentry category-news">
<header class="entry-header"><h1 class="entry-title">$title</h1><div class="entry-meta"><span class="author">$byline</span> $date</div></header>
<div class="entry-content"><p>$p1</p><p>$p2</p><h2>$h1</h2><p>$p3</p><blockquote><p>$q</p></blockquote><p>$p4</p><h2>$h2</h2><p>$p5</p><p>$p6</p>
<div class="sharedaddy sd-sharing-enabled"><h3>$share</h3><ul><li><a href="#">Facebook</a></li><li><a href="#">Twitter</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3>$more</h3><a href="/r1">$related1</a> <a href="/r2">$related2</a></div></div>
<div class="author-box"><img src="m.jpg"><p>$bio</p></div></article>
<div id="comments" class="comments-area"><ol class="comment-list"><li class="comment"><div class="comment-body"><p>$comment1</p></div></li>
<li class="comment"><div class="comment-body"><p>$comment2</p></div></li></ol></div></main>
<aside id="secondary" class="widget-area"><section class="widget"><h2>$nav4</h2><p>$teaser</p><ul><li><a href="/r1">$related1</a></li></ul></section></aside></div>
<footer class="site-footer"><p>$copyright</p><a href="/about">$footer</a></footer></body></html>]])

layout("table of the nineties", ALL, HEAD .. [[<body bgcolor="#ffffff"><table width="780"><tr><td colspan="2"><a href="1">$nav1</a> | <a href="2">$nav2</a> |
<a href="3">$nav3</a></td></tr><tr><td width="150" valign="top"><a href="r1">$related1</a><br><a href="r2">$related2</a><br></td>
<td valign="top"><font size="5"><b>$title</b></font><br><br><font size="2">$date<br><br>$p1<br><br>$p2<br><br>$p3<br><br>$p4<br><br>$p5<br><br>$p6<br><br></font>
</td></tr><tr><td colspan="2" align="center"><font size="1">$copyright</font></td></tr></table></body></html>]])

layout("paragraphs of line breaks in a div", ALL, HEAD .. [[<body><div id="menu"><a href="1">$nav1</a><a href="2">$nav2</a><a href="3">$nav3</a></div>
<div id="page"><h1>$title</h1><div class="text">$p1<br /><br />$p2<br /><br />$p3<br><br>$p4<br><br>$p5<br /><br />$p6</div>
<div class="links"><b>$more</b><br><a href="r1">$related1</a><br><a href="r2">$related2</a></div></div><div id="foot">$copyright</div></body></html>]])

layout("no p at all, names that say nothing", ALL .. " h1", HEAD .. [[<body><div class="a1"><div class="b7"><a href="/1">$nav1</a></div><div class="b7"><a href="/2">$nav2</a></div>
<div class="b7"><a href="/3">$nav3</a></div></div><div class="c2"><div class="d4">$title</div><div class="d5">$byline</div><div class="e1"><div>$p1</div><div>$p2</div>
<div>$h1</div><div>$p3</div><div>$p4</div><div>$p5</div><div>$p6</div></div></div><div class="f3"><div><a href="/r1">$related1</a></div><div><a href="/r2">$related2</a></div></div>
<div class="g9">$copyright <a href="/about">$footer</a></div></body></html>]])

layout("accelerated mobile page", ALL, [[<!doctype html><html amp><head><meta charset="utf-8"><title>$title</title>
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"x"}</script><style amp-boilerplate>body{visibility:hidden}</style></head><body>
<amp-sidebar id="side" layout="nodisplay"><ul><li><a href="/1">$nav1</a></li><li><a href="/2">$nav2</a></li></ul></amp-sidebar>
<amp-consent id="c" layout="nodisplay"><div class="ui"><p>$cookies</p><button>OK</button></div></amp-consent>
<main role="main"><h1>$title</h1><amp-img src="a.jpg"></amp-img><figcaption>$caption</figcaption><amp-social-share type="email"></amp-social-share>
<section class="amp-body"><p>$p1</p><amp-ad type="x"><div placeholder>$nav4</div></amp-ad><p>$p2</p><p>$p3</p><p>$p4</p><amp-ad></amp-ad><p>$p5</p><p>$p6</p></section>
<section class="amp-related"><h2>$more</h2><a href="/r1"><h3>$related1</h3></a><a href="/r2"><h3>$related2</h3></a></section></main><footer><p>$copyright</p></footer></body></html>]])

layout("hashed class names", ALL .. " h1", HEAD .. [[<body><div id="__next"><div class="css-1x9f"><a class="css-0" href="/1">$nav1</a><a class="css-0" href="/2">$nav2</a><a class="css-0" href="/3">$nav3</a></div>
<div class="css-77ab"><h1 class="css-12">$title</h1><div class="css-13"><span>$byline</span><time datetime="2031-06-02">$date</time></div><div class="css-k2">
<p class="css-p">$p1</p><p class="css-p">$p2</p><div class="css-ad"><span>$nav4</span></div><h2 class="css-h">$h1</h2><p class="css-p">$p3</p><p class="css-p">$p4</p><p class="css-p">$p5</p><p class="css-p">$p6</p></div>
<div class="css-r"><div class="css-rt">$more</div><a href="/r1"><div class="css-c"><h3>$related1</h3></div></a><a href="/r2"><div class="css-c"><h3>$related2</h3></div></a></div></div>
<div class="css-f"><a href="/about">$footer</a><span>$copyright</span></div></div></body></html>]])

layout("short article beside long teasers", "p1 p2", HEAD .. [[<body><nav><a href="/1">$nav1</a><a href="/2">$nav2</a></nav><div class="row"><div class="col-8"><article><h1>$title</h1><p>$p1</p><p>$p2</p></article></div>
<div class="col-4"><div class="teaser"><a href="/t1"><h3>$related1</h3></a><p>$teaser</p></div><div class="teaser"><a href="/t2"><h3>$related2</h3></a><p>$comment1</p></div>
<div class="teaser"><a href="/t3"><h3>$h1</h3></a><p>$p5 $p6</p></div></div></div><footer>$copyright</footer></body></html>]])

layout("one paragraph of news", "p2", HEAD .. [[<body><div class="header"><a href="/1">$nav1</a> <a href="/2">$nav2</a> <a href="/3">$nav3</a></div><div class="news"><h1>$title</h1><div class="date">$date</div>
<div class="news-text"><p>$p2</p></div></div><div class="bottom"><a href="/r1">$related1</a><a href="/r2">$related2</a></div><div class="foot">$copyright</div></body></html>]])

layout("live ticker", ALL .. " h1 h2", HEAD .. [[<body><header><a href="/">$nav1</a></header><main><h1>$title</h1><div class="liveblog">
<article class="liveblog-post"><time>12:40</time><h3>$h1</h3><p>$p1</p><p>$p2</p></article><article class="liveblog-post"><time>12:10</time><h3>$h2</h3><p>$p3</p><p>$p4</p></article>
<article class="liveblog-post"><time>11:55</time><p>$p5</p><p>$p6</p></article></div><aside><h2>$more</h2><p>$teaser</p></aside></main><footer><p>$copyright</p></footer></body></html>]])

layout("beginning of a paid article", "p1 p2", HEAD .. [[<body><nav><ul><li><a href="/1">$nav1</a></li><li><a href="/2">$nav2</a></li></ul></nav><article class="article article--paid"><h1>$title</h1>
<div class="article__body"><p>$p1</p><p>$p2</p></div><div class="paywall-offer"><h3>$nav4</h3><p>$paywall</p><a class="button" href="/abo">$nav4</a></div></article>
<section class="newsletter"><p>$newsletter</p><input type="email"><button>$nav4</button></section><footer>$copyright</footer></body></html>]])

layout("cookie notice in front", ALL, HEAD .. [[<body><div id="CybotCookiebotDialog" class="cookie-consent"><h2>Cookies</h2><p>$cookies</p><p>$cookies $cookies</p><button>OK</button></div>
<div class="wrapper"><div class="nav"><a href="/1">$nav1</a><a href="/2">$nav2</a></div><div class="article-content"><h1>$title</h1><p>$p1</p><p>$p2</p><p>$p3</p><p>$p4</p><p>$p5</p><p>$p6</p></div></div></body></html>]])

layout("more comments than article", "p1 p2 p3", HEAD .. [[<body><div class="top"><a href="/1">$nav1</a><a href="/2">$nav2</a></div><div class="story"><h1>$title</h1><div class="story-body"><p>$p1</p><p>$p2</p><p>$p3</p></div></div>
<div class="kommentare comments"><div class="comment"><b>anna</b><p>$comment1</p></div><div class="comment"><b>bo</b><p>$comment2</p></div><div class="comment"><b>kim</b><p>$p4 $p5</p></div>
<div class="comment"><b>lee</b><p>$p6 $teaser</p></div></div><div class="foot">$copyright</div></body></html>]])

layout("lists and a table in the text", ALL .. " li1 li2 h1", HEAD .. [[<body><nav><a href="/1">$nav1</a><a href="/2">$nav2</a></nav><article><h1>$title</h1><p>$p1</p><p>$p2</p><h2>$h1</h2><ul><li>$li1</li><li>$li2</li></ul><p>$p3</p>
<table><tr><th>2030</th><th>2031</th></tr><tr><td>340</td><td>12</td></tr></table><p>$p4</p><ol><li>$p5</li><li>$p6</li></ol></article><footer>$copyright</footer></body></html>]])

layout("pictures between paragraphs", ALL, HEAD .. [[<body><header><a href="/1">$nav1</a><a href="/2">$nav2</a></header><article><h1>$title</h1><figure><img src="1.jpg"><figcaption>$caption</figcaption></figure><p>$p1</p><p>$p2</p>
<div class="wp-caption"><img src="2.jpg"><p class="wp-caption-text">$caption</p></div><p>$p3</p><p>$p4</p><p>$p5</p><p>$p6</p></article><footer>$copyright</footer></body></html>]])

layout("boxes inside the text", ALL, HEAD .. [[<body><div class="menu"><a href="/1">$nav1</a><a href="/2">$nav2</a></div><div class="content"><h1>$title</h1><p>$p1</p>
<div class="newsletter-box"><p>$newsletter</p></div><p>$p2</p><div class="read-also"><span>$more:</span> <a href="/r1">$related1</a></div><p>$p3</p><p>$p4</p>
<div class="infobox-author"><p>$bio</p></div><p>$p5</p><p>$p6</p><div class="tags"><a href="/t">$nav1</a><a href="/t2">$nav2</a></div></div><div class="footer">$copyright</div></body></html>]])

layout("only teasers are articles", ALL, HEAD .. [[<body><nav><a href="/1">$nav1</a></nav><div class="detail"><h1>$title</h1><div class="rte"><p>$p1</p><p>$p2</p><p>$p3</p><p>$p4</p><p>$p5</p><p>$p6</p></div></div>
<section class="more"><h2>$more</h2><article><h3><a href="/r1">$related1</a></h3><p>$teaser</p></article><article><h3><a href="/r2">$related2</a></h3><p>$comment2</p></article></section><footer>$copyright</footer></body></html>]])

layout("paragraphs in sections with advertising between", ALL, HEAD .. [[<body><header class="hdr"><a href="/1">$nav1</a><a href="/2">$nav2</a></header><main><div class="headline"><h1>$title</h1></div>
<div class="block block-text"><p>$p1</p></div><div class="ad-slot"><span>$nav4</span></div><div class="block block-text"><p>$p2</p><p>$p3</p></div><div class="ad-slot"></div>
<div class="block block-text"><p>$p4</p></div><div class="block block-teaser"><a href="/r1">$related1</a></div><div class="block block-text"><p>$p5</p><p>$p6</p></div></main><footer>$copyright</footer></body></html>]])

layout("blog service", ALL, HEAD .. [[<body><div class="navbar section"><a href="/1">$nav1</a></div><div class="main section"><div class="widget Blog"><div class="date-outer"><h2 class="date-header"><span>$date</span></h2>
<div class="post hentry"><h3 class="post-title entry-title">$title</h3><div class="post-body entry-content"><div class="separator"><img src="x.jpg"></div>$p1<br /><br />$p2<br /><div><br /></div><div>$p3</div><div><br /></div><div>$p4</div><br />$p5<br /><br />$p6<div style="clear: both;"></div></div>
<div class="post-footer"><span class="post-author">$byline</span><div class="post-share-buttons"><a href="#">$share</a></div></div></div></div>
<div class="comments" id="comments"><h4>2</h4><p class="comment-content">$comment1</p><p class="comment-content">$comment2</p></div></div></div>
<div class="sidebar section"><div class="widget Profile"><p>$bio</p></div><div class="widget BlogArchive"><a href="/r1">$related1</a></div></div></body></html>]])

layout("encyclopaedia", ALL .. " h1 li1 li2", HEAD .. [[<body><div id="mw-navigation"><a href="/1">$nav1</a><a href="/2">$nav2</a></div><div id="content" class="mw-body" role="main"><h1 id="firstHeading">$title</h1><div id="bodyContent"><div id="siteSub">$footer</div>
<div id="mw-content-text" class="mw-body-content"><div class="mw-parser-output"><table class="infobox"><tr><th>$nav3</th><td>340</td></tr></table><p>$p1</p><p>$p2</p><div id="toc" class="toc"><ul><li><a href="#1">$nav4</a></li></ul></div>
<h2><span class="mw-headline">$h1</span></h2><p>$p3</p><p>$p4</p><ul><li>$li1</li><li>$li2</li></ul><p>$p5</p><p>$p6</p><div class="navbox"><a href="/r1">$related1</a> <a href="/r2">$related2</a></div></div></div></div></div>
<div id="footer">$copyright</div></body></html>]])

layout("statement of an authority", ALL, HEAD .. [[<body><div id="skip"><a href="#c">$share</a></div><div id="nav"><ul><li><a href="/1">$nav1</a><ul><li><a href="/2">$nav2</a></li><li><a href="/3">$nav3</a></li></ul></li></ul></div><div id="c"><div class="region region-content">
<div class="node node-press-release"><div class="field field-name-title"><h2>$title</h2></div><div class="field field-name-body"><div class="field-items"><div class="field-item even"><p>$p1</p><p>$p2<br />$p3</p><p>$p4</p><p>$p5</p><p>$p6</p></div></div></div></div></div></div>
<div id="bottom"><p>$copyright</p></div></body></html>]])

layout("marked by microdata", ALL, HEAD .. [[<body><div class="x"><a href="/1">$nav1</a><a href="/2">$nav2</a></div><div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">$title</h1><p itemprop="description" class="z">$teaser</p>
<div itemprop="articleBody"><p>$p1</p><p>$p2</p><p>$p3</p><p>$p4</p><p>$p5</p><p>$p6</p></div><div itemprop="author"><p>$bio</p></div></div><div class="y"><p>$comment1</p><p>$comment2</p><p>$newsletter</p></div></body></html>]])

layout("text given again as data", ALL, [[<!DOCTYPE html><html><head><meta charset="utf-8"><title>$title</title><script type="application/ld+json">
{"@context":"https://schema.org","@type":"NewsArticle","headline":"$title","articleBody":"$p1 $p2 $p3 $p4 $p5 $p6","publisher":{"@type":"Organization","name":"Valley"}}</script></head>
<body><div class="q1"><a href="/1">$nav1</a><a href="/2">$nav2</a></div><div class="q2"><div class="q3">$title</div><div class="q4"><div class="q5">$p1</div><div class="q6"><div>$p2</div></div><div class="q7"><p>$newsletter</p></div><div class="q5">$p3</div><div class="q5">$p4</div>
<div class="q8"><p>$paywall</p></div><div class="q5">$p5</div><div class="q9">$p6</div></div><div class="q10"><p>$bio</p><p>$comment1</p></div></div><div class="q11"><p>$teaser</p><p>$comment2</p></div></body></html>]])

layout("forum thread", "p1 p2 p3 p4", HEAD .. [[<body><div id="top"><a href="/1">$nav1</a><a href="/2">$nav2</a></div><h1>$title</h1><div class="thread"><div class="message"><div class="message-user">anna</div><div class="message-text">$p1 $p2</div></div>
<div class="message"><div class="message-user">bo</div><div class="message-text">$p3</div></div><div class="message"><div class="message-user">kim</div><div class="message-text">$p4</div></div></div><div id="bottom">$copyright</div></body></html>]])

layout("short article over a long imprint", "p1 p2", HEAD .. [[<body><div class="s1"><a href="/1">$nav1</a><a href="/2">$nav2</a></div><div class="s2"><h1>$title</h1><div class="s3"><p>$p1</p><p>$p2</p></div></div>
<div class="s9"><div><a href="/about">$footer</a></div><div>$cookies</div><div>$paywall $newsletter</div><div>$copyright</div></div></body></html>]])

layout("list of long items", ALL .. " h1 h2", HEAD .. [[<body><nav><a href="/1">$nav1</a></nav><div class="listicle"><h1>$title</h1><ol class="items"><li class="item"><h2>$h1</h2><p>$p1</p><p>$p2</p></li>
<li class="item"><h2>$h2</h2><p>$p3</p></li><li class="item">$p4</li><li class="item">$p5 <b>$p6</b></li></ol></div><div class="footer"><p>$copyright</p></div></body></html>]])

layout("interview with questions in bold", ALL .. " h1 q", HEAD .. [[<body><header><nav><a href="/1">$nav1</a><a href="/2">$nav2</a></nav></header><div class="post-content"><h1>$title</h1><p><strong>$q</strong></p><p>$p1</p><p>$p2</p><p><b>$h1</b></p><p>$p3</p>
<p><strong>$p4</strong></p><p>$p5</p><p>$p6</p></div><div class="related"><a href="/r1">$related1</a><a href="/r2">$related2</a></div><footer>$copyright</footer></body></html>]])

layout("names that mislead", ALL, HEAD .. [[<body class="page with-comments no-sidebar ad-free"><div class="menu-wrap"><a href="/1">$nav1</a><a href="/2">$nav2</a></div><div class="sidebar-layout share-enabled"><h1>$title</h1><div class="widget widget-text social-text">
<p>$p1</p><p>$p2</p><p>$p3</p><p>$p4</p><p>$p5</p><p>$p6</p></div></div><div class="foot">$copyright</div></body></html>]])

layout("the rest folded away", ALL .. " h1", HEAD .. [[<body><nav><a href="/1">$nav1</a></nav><article><h1>$title</h1><p>$p1</p><p>$p2</p><details><summary>$h1</summary><p>$p3</p><p>$p4</p></details><div class="collapse"><p>$p5</p><p>$p6</p></div></article>
<footer>$copyright</footer></body></html>]])

layout("cookies in a strange language", ALL, HEAD .. [[<body><div class="u1"><p>We and our 214 partners store information on your device, such as cookies, to show you advertising that fits you. You can change your choice at any time. Read our policy for more.</p>
<p>$cookies</p></div><div class="u2"><a href="/1">$nav1</a><a href="/2">$nav2</a></div><div class="u3"><h1>$title</h1><div class="u4"><p>$p1</p><p>$p2</p><p>$p3</p><p>$p4</p><p>$p5</p><p>$p6</p></div></div><div class="u5">$copyright</div></body></html>]])

layout("text in cells of a table", ALL, HEAD .. [[<body><center><table class="outer"><tr><td class="navcell"><a href="/1">$nav1</a> <a href="/2">$nav2</a></td></tr><tr><td><h1>$title</h1></td></tr><tr><td>$p1</td></tr><tr><td>$p2 $p3</td></tr><tr><td><p>$p4</p><p>$p5</p></td></tr>
<tr><td>$p6</td></tr><tr><td><a href="/r1">$related1</a></td></tr></table></center><hr><small>$copyright</small></body></html>]])

layout("teasers between the parts of a story", ALL, HEAD .. [[<body><div class="k1"><a href="/1">$nav1</a></div><div class="k2"><h1>$title</h1><p>$p1</p><p>$p2</p><div class="k5"><a href="/r1"><img src="1.jpg"><h4>$related1</h4><span>$date</span></a></div><p>$p3</p><p>$p4</p>
<div class="k5"><a href="/r2"><img src="2.jpg"><h4>$related2</h4><span>$date</span></a></div><p>$p5</p><p>$p6</p></div><div class="k6">$copyright</div></body></html>]])

layout("link in nearly every sentence", "p1 p2 p3 p4 h1 h2 q", HEAD .. [[<body><ul class="nav"><li><a href="/1">$nav1</a></li><li><a href="/2">$nav2</a></li></ul><div class="txt"><h1>$title</h1><p>$p1 <a href="/x">$q</a></p><p><a href="/y">$h1</a>. $p2</p><p>$p3</p><p>$p4 <a href="/z">$h2</a>.</p></div>
<ul class="nav2"><li><a href="/r1">$related1</a></li><li><a href="/r2">$related2</a></li></ul></body></html>]])

layout("whole page in a form", ALL, HEAD .. [[<body><form method="post" action="./page.aspx" id="aspnetForm"><div id="ctl00_nav"><a href="/1">$nav1</a> | <a href="/2">$nav2</a></div><div id="ctl00_search"><input type="text"><button>$nav3</button></div>
<div id="ctl00_main"><span id="ctl00_title">$title</span><div id="ctl00_text"><p>$p1</p><p>$p2</p><p>$p3</p><p>$p4</p><p>$p5</p><p>$p6</p></div></div><div id="ctl00_foot">$copyright</div></form></body></html>]])

layout("contents in front of the text", ALL .. " h1 h2", HEAD .. [[<body><nav><a href="/1">$nav1</a><a href="/2">$nav2</a></nav><div class="entry-content"><h1>$title</h1><div class="toc_container"><ul><li><a href="#a">1 $nav3</a></li><li><a href="#b">2 $nav4</a></li></ul></div>
<h2 id="a">$h1</h2><p>$p1</p><p>$p2</p><p>$p3</p><h2 id="b">$h2</h2><p>$p4</p><p>$p5</p><p>$p6</p></div><footer>$copyright</footer></body></html>]])

layout("subscription boxes between paragraphs", ALL, HEAD .. [[<body><div class="topbar"><a href="/1">$nav1</a></div><div class="single-post"><article class="typography post"><h1 class="post-title">$title</h1><h3 class="subtitle">$h2</h3><div class="available-content"><div class="body markup"><p>$p1</p><p>$p2</p>
<div class="subscription-widget-wrap"><div class="subscription-widget"><p>$newsletter</p></div></div><p>$p3</p><p>$p4</p><p>$p5</p><p class="button-wrapper"><a href="/s">$share</a></p><p>$p6</p></div></div></article></div><div class="footer"><p>$copyright</p></div></body></html>]])

layout("signature and sources under the text", ALL, HEAD .. [[<body><div class="nav"><a href="/1">$nav1</a><a href="/2">$nav2</a></div><div class="article__content"><h1>$title</h1><p>$p1</p><p>$p2</p><p>$p3</p><p>$p4</p><p>$p5</p><p>$p6</p><div class="article__author-bio"><p>$bio</p></div>
<ul class="article__tags"><li><a href="/t">$nav3</a></li><li><a href="/t2">$nav4</a></li></ul><div class="article__related"><h4>$more</h4><ul><li><a href="/r1">$related1</a></li></ul></div></div><div class="foot">$copyright</div></body></html>]])

layout("portal with everything", ALL, HEAD .. [[<body><div id="gdpr-overlay"><div><p>$cookies</p><button>OK</button></div></div><div class="page"><div class="head"><a href="/"><img src="l.png"></a><ul class="mainmenu"><li><a href="/1">$nav1</a></li><li><a href="/2">$nav2</a></li><li><a href="/3">$nav3</a></li></ul></div>
<div class="grid"><div class="g8"><div class="breadcrumbs"><a href="/">$nav1</a> &gt; <a href="/2">$nav2</a></div><h1>$title</h1><p class="meta">$byline, $date</p><p class="first">$p1</p><p>$p2</p><p>$p3</p>
<div class="banner"><a href="/ad">$nav4</a></div><p>$p4</p><p>$p5</p><p>$p6</p><div class="social"><a href="#">$share</a></div><div class="discussion"><h3>2</h3><div class="comment">$comment1</div><div class="comment">$comment2</div></div></div>
<div class="g4"><div class="box"><h3>$more</h3><div class="item"><a href="/r1">$related1</a><p>$teaser</p></div><div class="item"><a href="/r2">$related2</a></div></div></div></div><div class="bottom"><p>$copyright</p></div></div></body></html>]])

layout("text in quotations", "p1 p2 p3 p4 q", HEAD .. [[<body><div class="hd"><a href="/1">$nav1</a></div><div class="post"><h1>$title</h1><p>$p1</p><blockquote>$q</blockquote><blockquote><p>$p2</p><p>$p3</p></blockquote><p>$p4</p></div><div class="ft"><a href="/r1">$related1</a> $copyright</div></body></html>]])

layout("article in a frame of rows", ALL, HEAD .. [[<body><div class="row"><div class="col"><a href="/1">$nav1</a></div><div class="col"><a href="/2">$nav2</a></div></div><div class="row"><div class="col"><h1>$title</h1></div></div><div class="row"><div class="col"><p>$p1</p></div></div><div class="row"><div class="col"><p>$p2</p></div></div>
<div class="row"><div class="col"><p>$p3</p></div></div><div class="row"><div class="col"><p>$p4</p></div></div><div class="row"><div class="col"><p>$p5</p></div></div><div class="row"><div class="col"><p>$p6</p></div></div><div class="row"><div class="col"><a href="/r1">$related1</a></div><div class="col">$copyright</div></div></body></html>]])

return layouts
